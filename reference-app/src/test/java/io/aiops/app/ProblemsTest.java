package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.app.Api.Answer;
import io.aiops.app.PlatformExtension.Running;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PlatformExtension.class)
class ProblemsTest {

    private static final String DEPLOY = "/api/v1/services/deploy";

    private Running running;
    private Api admin;

    @BeforeEach
    void signIn(Running platform) {
        running = platform;
        admin = platform.admin();
    }

    @Test
    void unknownAndMissingFieldsAreAllNamedAtOnce() {
        Answer answer =
                admin.post(DEPLOY, "{\"pth\":\"/x\",\"service_config\":{\"prot\":1,\"restart\":{\"polcy\":1}}}");

        requireProblem(answer, 400, "INVALID_REQUEST");
        assertThat(answer.json().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("pth", "service_id", "service_config.prot", "service_config.restart.polcy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"service_id\":\"x\",}",
                "{\"service_id\":\"x\"} trailing",
                "[]",
                "null",
                "",
                "{\"service_id\":\"x\",\"service_id\":\"y\",\"path\":\"/tmp\"}",
                "{\"service_id\":7,\"path\":\"/tmp\"}",
                "{\"service_id\":\"x\",\"path\":\"/tmp\",\"service_config\":{\"port\":\"80\"}}",
                "{\"service_id\":\"x\",\"path\":\"/tmp\",\"service_config\":{\"port\":8.5}}",
                "{\"service_id\":\"x\",\"path\":\"/tmp\",\"service_config\":{\"port\":70000}}",
                "{\"service_id\":\"x\",\"path\":\"/tmp\",\"service_config\":{\"timeout\":-1}}",
                "{\"service_id\":\"x\",\"path\":\"/tmp\",\"service_config\":{\"resources\":{\"memory\":\"lots\"}}}",
                "{\"service_id\":\"x\",\"path\":\"relative\"}",
                "{\"service_id\":\"x\",\"path\":\"/no/such/folder\"}",
                "{\"service_id\":\"x\",\"path\":\"/tmp\\u0000\"}",
                "{\"service_id\":\"x\"}"
            })
    void aBodyThatIsWrongInAnyWayIsACallersProblem(String body) {
        Answer answer = admin.post(DEPLOY, body);

        requireProblem(answer, 400, "INVALID_REQUEST");
        assertThat(admin.get("/api/v1/services/x").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "A", "a_b", "-a", "a-", "a b", "a/b", "", "a;b", "日本", "$(x)"})
    void anIdOutsideTheAllowlistIsRefusedBeforeAnythingElse(String id) {
        Answer answer = admin.post(DEPLOY, "{\"service_id\":\"" + id + "\",\"path\":\"/tmp\"}");

        requireProblem(answer, 400, "INVALID_SERVICE_ID");
    }

    @Test
    void whatIsNotThereIs404AndAnotherMethodIs405() {
        requireProblem(admin.get("/api/v1/nothing"), 404, "NOT_FOUND");
        requireProblem(admin.get("/api/v1/services/none"), 404, "SERVICE_NOT_FOUND");
        requireProblem(admin.get("/api/v1/services/status/none"), 404, "SERVICE_NOT_FOUND");
        requireProblem(admin.get("/api/v1/services/logs/none"), 404, "SERVICE_NOT_FOUND");
        requireProblem(admin.get("/api/v1/services/logs/none/stream"), 404, "SERVICE_NOT_FOUND");
        requireProblem(admin.post("/api/v1/services/start/none", ""), 404, "SERVICE_NOT_FOUND");
        requireProblem(admin.delete("/api/v1/services/none"), 404, "SERVICE_NOT_FOUND");
        requireProblem(admin.get("/api/v1/deployments/d-none"), 404, "DEPLOYMENT_NOT_FOUND");
        requireProblem(admin.get("/api/v1/deployments/d-none/events"), 404, "DEPLOYMENT_NOT_FOUND");
        requireProblem(admin.post("/nothing", "{}"), 404, "NOT_FOUND");

        Answer wrongMethod = admin.json("PUT", "/api/v1/services", "{}");
        requireProblem(wrongMethod, 405, "METHOD_NOT_ALLOWED");
        assertThat(wrongMethod.header("Allow")).contains("GET");
    }

    @Test
    void aBodyOfAnotherTypeIs415AndATooLargeOneIs413() {
        requireProblem(
                admin.send(admin.request(DEPLOY)
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{}"))),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
        requireProblem(admin.post(DEPLOY, "{\"path\":\"" + "x".repeat(1_100_000) + "\"}"), 413, "TOO_LARGE");
    }

    @Test
    void wrongQueryParametersAreNamed() {
        for (String path : new String[] {
            "/api/v1/services?limit=0",
            "/api/v1/services?limit=x",
            "/api/v1/services/logs/x?lines=-1",
            "/api/v1/services/logs/x?stream=both",
            "/api/v1/deployments?limit=1000000"
        }) {
            Answer answer = admin.get(path);
            requireProblem(answer, 400, "INVALID_REQUEST");
            assertThat(answer.json().path("errors")).hasSize(1);
        }
        requireProblem(admin.post(DEPLOY + "?wait=perhaps", "{}"), 400, "INVALID_REQUEST");
    }

    @Test
    void whatTheServerRefusesByItselfIsAProblemToo() throws IOException {
        assertThat(raw("GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "nosniff", "\"code\"")
                .doesNotContain("Exception", "\tat ");
        assertThat(raw("GET /api/v1/services HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000)
                        + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 431")
                .doesNotContain("Exception", "\tat ");
    }

    @Test
    void everyAnswerTellsTheBrowserWhatItMustNotDo() {
        for (String path :
                new String[] {"/", "/health", "/api/v1/nothing", "/openapi.json", "/no-file.js", "/ai/none/x"}) {
            Answer answer = running.nobody().get(path);
            assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).as(path).isNotEmpty();
            assertThat(answer.header("Content-Security-Policy"))
                    .as(path)
                    .contains("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'");
            assertThat(answer.header("Server")).as(path).isEmpty();
        }
    }

    @Test
    void aPageOfAnotherSiteChangesNothing() throws IOException {
        URI address = running.platform().address();
        String post = "POST /api/v1/auth/logout HTTP/1.1\r\nContent-Length: 0\r\nConnection: close\r\nHost: ";
        String bearer = "\r\nAuthorization: Bearer " + admin.token() + "\r\n";

        assertThat(raw(post + address.getAuthority() + bearer + "Origin: https://evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 403")
                .contains("ORIGIN_REFUSED");
        assertThat(raw(post + "evil.example:" + address.getPort() + bearer + "Origin: http://evil.example:"
                        + address.getPort() + "\r\n\r\n"))
                .startsWith("HTTP/1.1 403")
                .contains("HOST_REFUSED");
        assertThat(raw(post + "localhost:" + address.getPort() + bearer + "Origin: http://localhost:"
                        + address.getPort() + "\r\n\r\n"))
                .startsWith("HTTP/1.1 204");
    }

    @Test
    void aDatabaseThatIsDownIs503AndComesBackByItself() {
        running.database().takeDown();
        try {
            Answer answer = admin.get("/api/v1/services");
            requireProblem(answer, 503, "DATABASE_UNAVAILABLE");
            assertThat(answer.header("Retry-After")).isNotEmpty();
            assertThat(running.nobody().get("/health").status()).isEqualTo(200);
            Answer ready = running.nobody().get("/ready");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.json().path("checks").path("database").asText()).isEqualTo("down");
        } finally {
            running.database().bringUp();
        }
        assertThat(admin.get("/api/v1/services").status()).isEqualTo(200);
    }

    @Test
    void thePagesAnswerEveryPathOfTheApplicationButNoMissingFile() {
        Answer page = running.nobody().get("/services/some-service");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        requireProblem(running.nobody().get("/assets/none-0000.js"), 404, "NOT_FOUND");
    }

    private String raw(String request) throws IOException {
        URI address = running.platform().address();
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void requireProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("code").asText()).as(answer.toString()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asText()).startsWith("urn:aiops:problem:");
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
        assertThat(answer.body()).doesNotContain("\tat ", "java.lang.");
    }
}
