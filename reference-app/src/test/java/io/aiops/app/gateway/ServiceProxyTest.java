package io.aiops.app.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aiops.app.Api;
import io.aiops.app.Api.Answer;
import io.aiops.app.http.Json;
import io.aiops.app.http.RestApi;
import io.aiops.app.http.WebServer;
import io.aiops.audit.AuditEvent;
import io.aiops.audit.AuditLog;
import io.aiops.audit.AuditQuery;
import io.aiops.audit.AuditRecord;
import io.aiops.gateway.Route;
import io.aiops.gateway.RouteTable;
import io.aiops.service.Endpoint;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceProxyTest {

    private static final ServiceId ECHO = ServiceId.of("echo");
    private static final String TOKEN = "aiops_" + "t".repeat(43);

    private final RouteTable routes = new RouteTable();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch clientGone = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer service;
    private ServiceProxy proxy;
    private WebServer server;
    private Api api;

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setExecutor(threads);
        service.createContext("/", this::answer);
        service.start();
        route(ECHO, service.getAddress().getPort(), Duration.ofSeconds(30));
        Json json = new Json();
        proxy = new ServiceProxy(routes, id -> id.value().equals("stopped"));
        server = WebServer.start(
                new WebServer.Options("127.0.0.1", 0, List.of()),
                new RestApi(List.of(), json, token -> Optional.empty(), new NobodysAudit()),
                json,
                proxy::handle);
        api = Api.at(URI.create("http://127.0.0.1:" + server.port()));
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        server.close();
        proxy.close();
        service.stop(0);
        threads.shutdownNow();
    }

    @Test
    void methodPathQueryAndBodyArriveAsTheyWereSent() {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            Answer answer = api.send(api.request("/ai/echo/a%20b/c;v=1?x=1&y=%2F&z=%E4%BD%A0")
                    .header("Content-Type", "text/plain")
                    .method(method, BodyPublishers.ofString("body 正文")));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("method").asText()).isEqualTo(method);
            assertThat(answer.json().path("uri").asText()).isEqualTo("/a%20b/c;v=1?x=1&y=%2F&z=%E4%BD%A0");
            assertThat(answer.json().path("body").asText()).isEqualTo("body 正文");
            assertThat(answer.json().path("headers").path("content-type").asText())
                    .isEqualTo("text/plain");
        }
        assertThat(api.get("/ai/echo").json().path("uri").asText()).isEqualTo("/");
    }

    @Test
    void theAnswerComesBackWithItsStatusAndHeadersInASandbox() {
        Answer answer = api.get("/ai/echo/teapot");

        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.header("X-Service")).isEqualTo("tea");
        assertThat(answer.response().headers().allValues("X-Many")).containsExactly("1", "2");
        assertThat(answer.header("Content-Security-Policy")).isEqualTo("sandbox");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Request-Id")).isNotEmpty();
    }

    @Test
    void whoCalledIsToldByTheGatewayAndNotByTheCaller() {
        JsonNode headers = api.send(api.request("/ai/echo/x")
                        .header("X-Forwarded-For", "6.6.6.6")
                        .header("X-Forwarded-Host", "evil.example")
                        .header("X-Forwarded-Proto", "https")
                        .header("X-Forwarded-Prefix", "/evil")
                        .header("Forwarded", "for=6.6.6.6")
                        .header("X-Real-IP", "6.6.6.6")
                        .header("X-Request-Id", "mine-1")
                        .header("X-Other", "kept")
                        .GET())
                .json()
                .path("headers");

        assertThat(headers.path("x-forwarded-for").asText()).isEqualTo("127.0.0.1");
        assertThat(headers.path("x-forwarded-host").asText()).isEqualTo("127.0.0.1:" + server.port());
        assertThat(headers.path("x-forwarded-proto").asText()).isEqualTo("http");
        assertThat(headers.path("x-forwarded-prefix").asText()).isEqualTo("/ai/echo");
        assertThat(headers.path("x-request-id").asText()).isEqualTo("mine-1");
        assertThat(headers.path("x-other").asText()).isEqualTo("kept");
        assertThat(headers.has("forwarded")).isFalse();
        assertThat(headers.has("x-real-ip")).isFalse();
    }

    @Test
    void aTokenOfThePlatformNeverReachesAServiceButTheServicesOwnDoes() {
        String basic = Base64.getEncoder().encodeToString(("me:" + TOKEN).getBytes(StandardCharsets.UTF_8));
        for (String ours : List.of("Bearer " + TOKEN, "bearer  " + TOKEN, "Basic " + basic)) {
            assertThat(api.send(api.request("/ai/echo/x")
                                    .header("Authorization", ours)
                                    .GET())
                            .body())
                    .doesNotContain("authorization", TOKEN, basic);
        }
        assertThat(api.send(api.request("/ai/echo/x")
                                .header("Authorization", "Bearer of-the-service")
                                .GET())
                        .json()
                        .path("headers")
                        .path("authorization")
                        .asText())
                .isEqualTo("Bearer of-the-service");
    }

    @Test
    void headersOfOneConnectionStayOnIt() throws IOException {
        String answer = raw(String.join(
                "\r\n",
                "GET /ai/echo/x HTTP/1.1",
                "Host: localhost",
                "Connection: close, X-Hop",
                "X-Hop: 1",
                "TE: trailers",
                "Keep-Alive: 5",
                "Proxy-Authorization: x",
                "X-Stays: 1",
                "",
                ""));

        assertThat(answer)
                .contains("\"x-stays\"")
                .doesNotContain("x-hop", "\"te\"", "keep-alive", "proxy-authorization");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ai/echo/..%2fx",
                "/ai/echo/..%2Fx",
                "/ai/echo/%2e%2e/x",
                "/ai/echo/.%2E/x",
                "/ai/echo/%2e/x",
                "/ai/echo/..;/x",
                "/ai/echo/a/..%5cx",
                "/ai/echo/a\\b",
                "/ai/echo//x",
                "/ai/echo/x//",
                "/ai/echo/%00",
                "/ai/echo/%0d%0aX:1",
                "/ai/echo/%7f",
                "/ai/echo/%zz",
                "/ai/echo/%2",
                "/ai/%2e%2e/x",
                "/ai/Echo/x",
                "/ai/e_o/x",
                "/ai//echo/x"
            })
    void aPathThatCouldBeReadInTwoWaysReachesNoService(String path) throws IOException {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
        assertThat(calls).hasValue(0);
    }

    @Test
    void dotSegmentsDoNotLeadToTheConsole() throws IOException {
        String answer = raw("GET /ai/echo/../../health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).doesNotContain("\"status\":\"healthy\"");
        assertThat(calls).hasValue(0);
    }

    @Test
    void anUnknownServiceIs404AndAStoppedOneIs503() {
        assertThat(api.get("/ai/unknown/x").code()).isEqualTo("SERVICE_NOT_FOUND");
        assertThat(api.get("/ai/unknown/x").status()).isEqualTo(404);
        routes.put(ServiceId.of("empty"), new Route(List.of(), Duration.ofSeconds(1)));
        for (String id : List.of("stopped", "empty")) {
            Answer answer = api.get("/ai/" + id + "/x");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("SERVICE_NOT_RUNNING");
            assertThat(answer.header("Retry-After")).isNotEmpty();
        }
    }

    @Test
    void aServiceThatNobodyReachesIs502() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        route(ECHO, free, Duration.ofSeconds(5));

        Answer answer = api.post("/ai/echo/predict", "{}");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.code()).isEqualTo("SERVICE_UNREACHABLE");
    }

    @Test
    void aCallThatChangesNothingIsTriedAtAnotherReplicaWhenTheFirstIsGone() throws IOException {
        int gone;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            gone = socket.getLocalPort();
        }
        routes.put(
                ECHO,
                new Route(
                        List.of(
                                new Endpoint("127.0.0.1", gone),
                                new Endpoint("127.0.0.1", service.getAddress().getPort())),
                        Duration.ofSeconds(5)));

        assertThat(api.get("/ai/echo/x").status()).isEqualTo(200);
        assertThat(api.post("/ai/echo/x", "{}").status()).isEqualTo(502);
    }

    @Test
    void aServiceThatIsSlowerThanItsTimeoutIs504() {
        route(ECHO, service.getAddress().getPort(), Duration.ofMillis(200));

        Answer answer = api.get("/ai/echo/wait");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.code()).isEqualTo("SERVICE_TIMEOUT");
    }

    @Test
    void eventsArriveWhileTheServiceIsStillWriting() throws IOException {
        HttpResponse<InputStream> answer =
                api.open(api.request("/ai/echo/events").GET());

        try (InputStream events = answer.body()) {
            assertThat(new String(events.readNBytes(9), StandardCharsets.UTF_8)).isEqualTo("data: 1\n\n");
            goOn.countDown(); // the service writes the second one only now
            assertThat(new String(events.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("data: 2\n\n");
        }
    }

    @Test
    void theServiceIsToldWhenItsCallerIsGone() throws IOException {
        HttpResponse<InputStream> answer =
                api.open(api.request("/ai/echo/endless").GET());
        answer.body().readNBytes(1);
        answer.body().close();

        await().atMost(Duration.ofSeconds(10)).until(() -> clientGone.getCount() == 0);
    }

    @Test
    void anAnswerThatBreaksOffIsNotTakenForAWholeOne() throws IOException {
        for (String framing :
                List.of("Content-Length: 1000\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")) {
            try (ServerSocket breaking = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                threads.execute(() -> breakOff(breaking, "HTTP/1.1 200 OK\r\n" + framing));
                route(ECHO, breaking.getLocalPort(), Duration.ofSeconds(5));

                assertThatThrownBy(() -> api.get("/ai/echo/x")).isInstanceOf(UncheckedIOException.class);
            }
        }
    }

    @Test
    void aLargeBodyPassesInBothDirectionsWithoutBeingKept() {
        int size = 300 * 1024 * 1024; // far more than this would need to fit into the memory of a test
        Answer answer = api.send(api.request("/ai/echo/count").POST(BodyPublishers.fromPublisher(zeros(size), size)));
        assertThat(answer.json().path("received").asLong()).isEqualTo(size);

        Answer chunked = api.send(api.request("/ai/echo/count").POST(zeros(size)));
        assertThat(chunked.json().path("received").asLong()).isEqualTo(size);
    }

    private static BodyPublisher zeros(int size) {
        return BodyPublishers.ofInputStream(() -> new InputStream() {
            private int left = size;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                int count = Math.min(length, left);
                left -= count;
                return count == 0 ? -1 : count;
            }
        });
    }

    private static void breakOff(ServerSocket listening, String half) {
        try (Socket call = listening.accept()) {
            call.getInputStream().read(new byte[1000]);
            call.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void route(ServiceId id, int port, Duration timeout) {
        routes.put(id, new Route(List.of(new Endpoint("127.0.0.1", port)), timeout));
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void answer(HttpExchange call) throws IOException {
        calls.incrementAndGet();
        try (call) {
            switch (call.getRequestURI().getPath()) {
                case "/teapot" -> {
                    call.getResponseHeaders().add("X-Service", "tea");
                    call.getResponseHeaders().add("X-Many", "1");
                    call.getResponseHeaders().add("X-Many", "2");
                    call.getResponseHeaders().add("Content-Security-Policy", "script-src *");
                    call.sendResponseHeaders(418, -1);
                }
                case "/wait" -> {
                    goOn.await(20, TimeUnit.SECONDS);
                    call.sendResponseHeaders(200, -1);
                }
                case "/events" -> {
                    call.getResponseHeaders().add("Content-Type", "text/event-stream");
                    call.sendResponseHeaders(200, 0);
                    write(call, "data: 1\n\n");
                    goOn.await(20, TimeUnit.SECONDS);
                    write(call, "data: 2\n\n");
                }
                case "/endless" -> endless(call);
                case "/count" -> {
                    long received = call.getRequestBody().transferTo(OutputStream.nullOutputStream());
                    reply(call, Map.of("received", received));
                }
                default -> reply(call, describe(call));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void endless(HttpExchange call) throws IOException {
        call.sendResponseHeaders(200, 0);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                write(call, "x".repeat(10_000));
            }
        } catch (IOException gone) {
            clientGone.countDown();
            throw gone;
        }
    }

    private static Map<String, Object> describe(HttpExchange call) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        call.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return Map.of(
                "method",
                call.getRequestMethod(),
                "uri",
                call.getRequestURI().toString(),
                "headers",
                headers,
                "body",
                new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static void reply(HttpExchange call, Map<String, Object> body) throws IOException {
        byte[] bytes = new Json().write(body);
        call.getResponseHeaders().add("Content-Type", "application/json");
        call.sendResponseHeaders(200, bytes.length);
        call.getResponseBody().write(bytes);
    }

    private static void write(HttpExchange call, String text) throws IOException {
        call.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        call.getResponseBody().flush();
    }

    /** Nobody makes calls of the API here. */
    private static final class NobodysAudit implements AuditLog {

        @Override
        public void record(AuditEvent event) {
            throw new AssertionError("a call of a service is no call of the API: " + event);
        }

        @Override
        public List<AuditRecord> list(AuditQuery query) {
            return List.of();
        }
    }
}
