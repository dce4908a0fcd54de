package io.aiops.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks services over HTTP who they are. */
final class Probe {

    private static final byte[] REQUEST =
            "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern PID = Pattern.compile("\"pid\": (\\d+)");
    private static final int TIMEOUT_MILLIS = 2000;

    private Probe() {}

    /** The process that answers on a port of the loopback address; empty where none does. */
    static OptionalLong pidAt(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(REQUEST);
            Matcher answer = PID.matcher(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            return answer.find() ? OptionalLong.of(Long.parseLong(answer.group(1))) : OptionalLong.empty();
        } catch (IOException notYet) {
            return OptionalLong.empty();
        }
    }

    /**
     * Waits until every service answers; returns their processes. Asks one service at a time: who asks all that are not yet
     * there takes the processor from them, and so from the sides that hand over quickly.
     */
    static Map<Slot, Long> awaitAll(List<Slot> slots, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        Map<Slot, Long> pids = new HashMap<>();
        for (Slot slot : slots) {
            OptionalLong pid = pidAt(slot.port());
            while (pid.isEmpty()) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(slot + " does not answer");
                }
                LockSupport.parkNanos(1_000_000);
                pid = pidAt(slot.port());
            }
            pids.put(slot, pid.getAsLong());
        }
        return pids;
    }

    /** Waits until another process than the one given answers. */
    static long awaitSuccessor(Slot slot, long before, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            OptionalLong pid = pidAt(slot.port());
            if (pid.isPresent() && pid.getAsLong() != before) {
                return pid.getAsLong();
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(slot + " does not answer again");
            }
            LockSupport.parkNanos(300_000);
        }
    }
}
