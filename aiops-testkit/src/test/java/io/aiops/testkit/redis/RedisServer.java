package io.aiops.testkit.redis;

import io.aiops.service.Endpoint;
import io.aiops.testkit.backend.Backend;
import io.aiops.testkit.service.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A Redis of its own on a free port of the loopback address, which keeps nothing; it can be killed and started again. */
final class RedisServer implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Path folder;
    private final String password;
    private final Endpoint endpoint = new FreePorts().next();
    private Process process;

    RedisServer(Path folder, String password) throws IOException {
        this.folder = folder;
        this.password = password;
        this.process = run();
    }

    URI address() {
        return URI.create("redis://" + endpoint.host() + ":" + endpoint.port());
    }

    int port() {
        return endpoint.port();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("Redis does not die");
        }
    }

    void startAgain() throws IOException {
        process = run();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private Process run() throws IOException {
        Process started = new ProcessBuilder(
                        Backend.REDIS.require().toString(),
                        "--port",
                        Integer.toString(endpoint.port()),
                        "--bind",
                        endpoint.host(),
                        "--dir",
                        folder.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--requirepass",
                        password)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), 1000);
                return true;
            }
        });
        return started;
    }
}
