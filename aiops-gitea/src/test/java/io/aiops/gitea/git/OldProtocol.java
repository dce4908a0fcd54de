package io.aiops.gitea.git;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Stands before a server and keeps the wish for git's newer protocol from it, so that it gives commits of refs only. */
final class OldProtocol implements AutoCloseable {

    private final HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);

    OldProtocol(GitServer server) throws IOException {
        HttpClient client = HttpClient.newHttpClient();
        proxy.createContext("/", exchange -> {
            try (exchange) {
                HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + exchange.getRequestURI()));
                exchange.getRequestHeaders().forEach((name, values) -> {
                    if (name.equalsIgnoreCase("Authorization")
                            || name.startsWith("Content-t")
                            || name.startsWith("Content-e")) {
                        request.header(name, values.get(0));
                    }
                });
                byte[] body = exchange.getRequestBody().readAllBytes();
                request.method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
                HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                answer.headers()
                        .firstValue("Content-Type")
                        .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
                exchange.sendResponseHeaders(
                        answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
                exchange.getResponseBody().write(answer.body());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        proxy.start();
    }

    URI url(String name) {
        return URI.create("http://127.0.0.1:" + proxy.getAddress().getPort() + "/" + name + ".git");
    }

    @Override
    public void close() {
        proxy.stop(0);
    }
}
