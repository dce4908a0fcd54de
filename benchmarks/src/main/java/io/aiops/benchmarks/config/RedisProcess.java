package io.aiops.benchmarks.config;

import io.aiops.service.Endpoint;
import io.aiops.testkit.backend.Backend;
import io.aiops.testkit.service.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A Redis on a free port of the loopback address, which keeps nothing. */
final class RedisProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Process process;
    private final Endpoint endpoint;

    private RedisProcess(Process process, Endpoint endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Starts one, unless this host has none. */
    static Optional<RedisProcess> startIfThere() throws IOException {
        Optional<Path> program = Backend.REDIS.find();
        return program.isPresent() ? Optional.of(start(program.get())) : Optional.empty();
    }

    private static RedisProcess start(Path program) throws IOException {
        Endpoint endpoint = new FreePorts().next();
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--port",
                        Integer.toString(endpoint.port()),
                        "--bind",
                        endpoint.host(),
                        "--save",
                        "",
                        "--appendonly",
                        "no")
                .directory(Path.of(System.getProperty("java.io.tmpdir")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end-redis"));
        RedisProcess redis = new RedisProcess(process, endpoint);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!redis.answers()) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                process.destroyForcibly();
                throw new IOException("Redis does not start");
            }
            LockSupport.parkNanos(20_000_000);
        }
        return redis;
    }

    URI address() {
        return URI.create("redis://" + endpoint.host() + ":" + endpoint.port());
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
