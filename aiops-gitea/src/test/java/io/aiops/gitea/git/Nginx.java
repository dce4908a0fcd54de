package io.aiops.gitea.git;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real nginx before a server, once for each limit of a body. */
public final class Nginx implements AutoCloseable {

    /** One request as nginx saw it. */
    public record Line(String method, String path, int status, long length) {}

    private final Process process;
    private final Path log;
    private final int[] ports;

    /** Starts it; a limit is written as nginx writes it. */
    public Nginx(Path folder, int upstream, String... limits) throws IOException {
        Files.createDirectories(folder);
        log = folder.resolve("access.log");
        ports = new int[limits.length];
        StringBuilder servers = new StringBuilder();
        for (int at = 0; at < limits.length; at++) {
            ports[at] = freePort();
            servers.append("""
                      server {
                        listen 127.0.0.1:%d;
                        client_max_body_size %s;
                        location / { proxy_pass http://127.0.0.1:%d; proxy_set_header Host $http_host; proxy_read_timeout 60s; }
                      }
                    """.formatted(ports[at], limits[at], upstream));
        }
        Path config = folder.resolve("nginx.conf");
        Files.writeString(config, """
                daemon off;
                master_process off;
                pid %1$s/pid;
                error_log %1$s/error.log;
                events { worker_connections 256; }
                http {
                  log_format seen '$request_method $uri $status $http_content_length';
                  access_log %1$s/access.log seen;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                %2$s
                }
                """.formatted(folder, servers));
        process = new ProcessBuilder(
                        program().orElseThrow().toString(), "-p", folder.toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile())
                .start();
        for (int port : ports) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> answers(port));
        }
    }

    /** Its program on this host. */
    static Optional<Path> program() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(":", -1)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A repository behind the limit of that place. */
    public URI url(int limit, String name) {
        return URI.create("http://127.0.0.1:" + ports[limit] + "/" + name + ".git");
    }

    /** What it let through and what it refused. */
    public List<Line> lines() throws IOException {
        return Files.readAllLines(log).stream()
                .map(line -> line.split(" "))
                .map(part -> new Line(
                        part[0], part[1], Integer.parseInt(part[2]), part[3].equals("-") ? 0 : Long.parseLong(part[3])))
                .toList();
    }

    private static boolean answers(int port) {
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

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
