package io.aiops.gitea;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real nginx before a server, with a limit of bodies. Tests are skipped where there is none. */
public final class NginxBefore implements AutoCloseable {

    private static final String NONE = "nginx is not installed";

    private final Process process;
    private final int port;

    private NginxBefore(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static NginxBefore server(URI upstream, String limit, Path folder) {
        Optional<Path> program = Stream.of(
                        "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx", "/opt/homebrew/bin/nginx")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isEmpty() && "all".equals(System.getenv("AIOPS_REQUIRE_BACKENDS"))) {
            fail(NONE);
        }
        assumeTrue(program.isPresent(), NONE);
        try {
            int port = freePort();
            Path config = Files.writeString(folder.resolve("nginx.conf"), config(upstream, limit, folder, port));
            Process process = new ProcessBuilder(
                            program.orElseThrow().toString(), "-p", folder.toString(), "-c", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nginx.out").toFile())
                    .start();
            NginxBefore nginx = new NginxBefore(process, port);
            Awaitility.await().until(() -> nginx.accepts() || !process.isAlive());
            return nginx;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String config(URI upstream, String limit, Path folder, int port) {
        return """
                daemon off; master_process off; pid %2$s/nginx.pid; error_log %2$s/error.log;
                events { worker_connections 64; }
                http {
                  access_log off; client_max_body_size %4$s;
                  client_body_temp_path %2$s/body; proxy_temp_path %2$s/proxy; fastcgi_temp_path %2$s/fastcgi;
                  uwsgi_temp_path %2$s/uwsgi; scgi_temp_path %2$s/scgi;
                  server { listen 127.0.0.1:%3$d; location / { proxy_pass %1$s; } }
                }
                """.formatted(upstream.toString().replaceFirst("/$", ""), folder, port, limit);
    }
}
