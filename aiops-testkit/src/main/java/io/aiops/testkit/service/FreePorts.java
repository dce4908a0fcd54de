package io.aiops.testkit.service;

import io.aiops.service.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Finds ports that nobody uses, below those that the kernel hands out by itself. Gives none twice. */
public final class FreePorts {

    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int TRIES = 1_000;

    private final Random random = new Random();
    private final Set<Integer> given = new HashSet<>();

    /** A loopback address whose port is free now. */
    public synchronized Endpoint next() {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int port = FIRST + random.nextInt(LAST - FIRST);
            if (!given.contains(port) && isFree(port)) {
                given.add(port);
                return new Endpoint("127.0.0.1", port);
            }
        }
        throw new IllegalStateException("no port between " + FIRST + " and " + LAST + " is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
