package io.aiops.testkit.orchestration;

import io.aiops.AiOps;
import io.aiops.orchestration.DeployRequest;
import io.aiops.orchestration.Deployment;
import io.aiops.orchestration.ServiceOverrides;
import io.aiops.port.PortRange;
import io.aiops.service.Endpoint;
import io.aiops.service.ServiceId;
import io.aiops.testkit.postgres.TestDatabase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;

/** Platforms and projects for tests of the orchestrator. */
final class Platforms {

    static final Duration LIMIT = Duration.ofSeconds(60);

    /** Answers health and says its release and pid; its behaviour is chosen by a word in the file "mode". */
    private static final String SERVICE = """
            import os, sys, json, time, threading
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
            mode = open('mode').read().strip() if os.path.exists('mode') else 'well'
            print('starting', mode, os.environ['SERVICE_RELEASE'], flush=True)
            if mode == 'exit':
                print('cannot find the model', file=sys.stderr, flush=True)
                sys.exit(7)
            if mode == 'dies':
                threading.Timer(float(os.environ.get('LIVES', '1.2')), lambda: os._exit(5)).start()
            class Handler(BaseHTTPRequestHandler):
                protocol_version = 'HTTP/1.1'
                def do_GET(self):
                    ill = mode == 'ill' or (mode == 'loading' and time.time() - began < 1)
                    body = json.dumps({'status': 'loading' if ill else 'healthy', 'release': os.environ['SERVICE_RELEASE'],
                                       'pid': os.getpid(), 'greeting': os.environ.get('GREETING')}).encode()
                    self.send_response(503 if ill else 200)
                    self.send_header('Content-Length', str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                def log_message(self, *args): pass
            began = time.time()
            ThreadingHTTPServer.daemon_threads = True
            ThreadingHTTPServer((os.environ['HOST'], int(os.environ['PORT'])), Handler).serve_forever()
            """;

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private Platforms() {}

    /** A platform with a range of ports that no other test uses just now. */
    static AiOps open(Path home, TestDatabase database, PortRange range) {
        return AiOps.builder(home)
                .database(database.settings())
                .portRange(range)
                .open();
    }

    /** Twenty ports that nobody uses just now, outside those that the kernel hands out. */
    static PortRange freeRange() {
        return new Random()
                .ints(0, 500)
                .mapToObj(number -> new PortRange(20_000 + number * 20, 20_019 + number * 20))
                .filter(range ->
                        IntStream.rangeClosed(range.first(), range.last()).allMatch(Platforms::isFree))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(false);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    static Path project(Path folder, String mode) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("server.py"), SERVICE);
        Files.writeString(folder.resolve("mode"), mode);
        Files.writeString(folder.resolve("aiops.yaml"), """
                runtime: command
                command: [python3, -S, -E, server.py]
                restart: {start_seconds: 0.3, retries: 1}
                health: {interval: 1, timeout: 2}
                stop: {grace: 5}
                """);
        return folder;
    }

    static Deployment deploy(AiOps platform, String id, Path project) {
        return deploy(platform, id, project, ServiceOverrides.NONE);
    }

    static Deployment deploy(AiOps platform, String id, Path project, ServiceOverrides overrides) {
        Deployment begun = platform.services()
                .deploy(DeployRequest.ofFolder(ServiceId.of(id), project, "tester")
                        .with(overrides));
        return platform.services().await(begun.id(), LIMIT);
    }

    /** What the service answers; fails if it does not. */
    static String get(Endpoint endpoint) throws IOException, InterruptedException {
        return get(endpoint.uri("/health"));
    }

    static String get(URI uri) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(uri + " answered " + answer.statusCode());
        }
        return answer.body();
    }
}
