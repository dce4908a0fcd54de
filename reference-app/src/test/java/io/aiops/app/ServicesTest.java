package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiops.app.Api.Answer;
import io.aiops.app.PlatformExtension.Running;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PlatformExtension.class)
class ServicesTest {

    private static final String DEPLOY = "/api/v1/services/deploy";

    @TempDir
    Path folder;

    private Running running;
    private Api admin;

    @BeforeEach
    void signIn(Running platform) {
        running = platform;
        admin = platform.admin();
    }

    @Test
    void aFolderIsDeployedCalledLookedAtStoppedAndDeleted() throws IOException {
        Answer begun = admin.post(
                DEPLOY,
                Map.of(
                        "service_id",
                        "life",
                        "path",
                        EchoProject.in(folder).toString(),
                        "service_config",
                        Map.of("name", "生命", "group", "g1", "env", Map.of("GREETING", "hello"))));
        assertThat(begun.status()).as(begun.toString()).isEqualTo(202);
        String deployment = begun.json().path("deployment_id").asText();
        assertThat(begun.header("Location")).isEqualTo("/api/v1/deployments/" + deployment);
        assertThat(begun.json().path("steps").findValuesAsText("name"))
                .containsExactly("fetch", "build", "port", "configure", "start", "health", "switch", "drain");

        JsonNode ended = ended(deployment);
        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("live");
        assertThat(ended.path("success").asBoolean()).isTrue();
        assertThat(ended.path("created_by").asText()).isEqualTo("admin");

        JsonNode service = admin.get("/api/v1/services/life").json();
        assertThat(service.path("status").asText()).isEqualTo("running");
        assertThat(service.path("desired").asText()).isEqualTo("running");
        assertThat(service.path("name").asText()).isEqualTo("生命");
        assertThat(service.path("release").asInt()).isEqualTo(1);
        assertThat(service.path("gateway_url").asText()).isEqualTo("/ai/life/");
        assertThat(service.path("api_url").asText())
                .isEqualTo("http://127.0.0.1:" + service.path("port").asInt());
        assertThat(service.path("pid").asLong()).isPositive();
        assertThat(service.path("deployment").isNull()).isTrue();
        assertThat(admin.get("/api/v1/services?group=g1").json().path("items").findValuesAsText("service_id"))
                .containsExactly("life");
        assertThat(admin.get("/api/v1/services?status=fatal").json().path("items"))
                .isEmpty();

        Answer gateway = running.nobody().post("/ai/life/predict", "{\"input_data\":[1]}");
        assertThat(gateway.json().at("/received/input_data/0").asInt()).isEqualTo(1);
        assertThat(running.nobody().get("/ai/life/x").json().path("greeting").asText())
                .isEqualTo("hello");
        assertThat(admin.post("/api/v1/services/life/predict", "{\"input_data\":[2]}")
                        .json()
                        .at("/received/input_data/0")
                        .asInt())
                .isEqualTo(2);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(admin.get("/api/v1/services/logs/life?lines=1")
                                .json()
                                .path("lines")
                                .path(0)
                                .asText())
                        .isEqualTo("call 调用 {\"input_data\":[2]}"));

        assertThat(admin.post("/api/v1/services/stop/life", "")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("stopped");
        Answer stopped = running.nobody().get("/ai/life/x");
        assertThat(stopped.status()).isEqualTo(503);
        assertThat(stopped.code()).isEqualTo("SERVICE_NOT_RUNNING");
        admin.post("/api/v1/services/start/life", "");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> running.nobody().get("/ai/life/x").status() == 200);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> admin.get("/api/v1/services/status/life")
                        .json()
                        .path("status")
                        .asText()
                        .equals("running"));

        Answer deleted = admin.delete("/api/v1/services/life");
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.json().path("status").asText()).isEqualTo("absent");
        assertThat(admin.get("/api/v1/services/life").status()).isEqualTo(404);
        assertThat(running.nobody().get("/ai/life/x").status()).isEqualTo(404);
        assertThat(running.home().resolve("life")).doesNotExist();
    }

    @Test
    void anOrdinaryUserDeploysAnArchiveAndWaitsForItsEnd() throws IOException {
        Api user = running.user("uploader");
        Path archive = EchoProject.zip(folder.resolve("echo.zip"));

        Answer answer = user.send(form(
                user,
                DEPLOY + "?wait=true",
                Map.of("service_id", "packed", "service_config", "{\"env\":{\"GREETING\":5}}"),
                archive));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("success").asBoolean())
                .as(answer.toString())
                .isTrue();
        assertThat(answer.json().path("status").asText()).isEqualTo("running");
        assertThat(answer.json().path("api_url").asText()).startsWith("http://127.0.0.1:");
        assertThat(running.nobody().get("/ai/packed/x").json().path("greeting").asText())
                .isEqualTo("5");
        await().atMost(Duration.ofSeconds(10)).until(this::noUploadLeft);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.txt", "/tmp/aiops-evil.txt", "a/../../evil.txt", "..\\evil.txt"})
    void aHostileArchiveLeavesNothingBehind(String entry) throws IOException {
        Path archive = EchoProject.hostileZip(folder.resolve("evil.zip"), entry);

        Answer answer = admin.send(form(admin, DEPLOY + "?wait=true", Map.of("service_id", "hostile"), archive));

        assertThat(answer.json().path("success").asBoolean())
                .as(answer.toString())
                .isFalse();
        assertThat(answer.json().at("/error/code").asText()).isEqualTo("INVALID_ARCHIVE");
        assertThat(running.home().resolve("evil.txt")).doesNotExist();
        assertThat(Path.of("/tmp/aiops-evil.txt")).doesNotExist();
        assertThat(running.home().resolve("hostile/releases/1")).doesNotExist();
        await().atMost(Duration.ofSeconds(10)).until(this::noUploadLeft);
        admin.delete("/api/v1/services/hostile");
    }

    @Test
    void aFormThatIsWrongOrTooLargeIsRefusedAndNothingIsKept() throws IOException {
        Path archive = EchoProject.zip(folder.resolve("echo.zip"));
        Path large = Files.write(folder.resolve("large.zip"), new byte[3_000_000]);

        assertThat(admin.send(form(admin, DEPLOY, Map.of("service_id", "../x"), archive))
                        .code())
                .isEqualTo("INVALID_SERVICE_ID");
        assertThat(admin.send(form(admin, DEPLOY, Map.of(), archive))
                        .json()
                        .at("/errors/0/field")
                        .asText())
                .isEqualTo("service_id");
        assertThat(admin.send(form(admin, DEPLOY, Map.of("service_id", "x", "service_config", "{\"prot\":1}"), archive))
                        .json()
                        .at("/errors/0/field")
                        .asText())
                .isEqualTo("service_config.prot");
        Answer tooLarge = admin.send(form(admin, DEPLOY, Map.of("service_id", "x"), large));
        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(tooLarge.code()).isEqualTo("TOO_LARGE");
        Answer broken = admin.send(admin.request(DEPLOY)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString("--b\r\nno form at all")));
        assertThat(broken.status()).as(broken.toString()).isEqualTo(400);
        assertThat(admin.get("/api/v1/services/x").status()).isEqualTo(404);
        assertThat(noUploadLeft()).isTrue();
    }

    @Test
    void aServiceThatExitsAtOnceFailsWithItsExitCodeAndLastLines() throws IOException {
        Answer answer = admin.post(
                DEPLOY + "?wait=true",
                Map.of(
                        "service_id",
                        "exits",
                        "path",
                        EchoProject.thatExits(folder).toString()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("success").asBoolean()).isFalse();
        assertThat(answer.json().at("/error/code").asText()).isEqualTo("START_FAILED");
        assertThat(answer.json().at("/error/message").asText()).contains("3");
        assertThat(answer.json().at("/error/log_tail").asText()).contains("last words");
        JsonNode service = admin.get("/api/v1/services/exits").json();
        assertThat(service.path("status").asText()).isEqualTo("stopped");
        assertThat(service.path("release").isNull()).isTrue();
        assertThat(service.at("/deployment/state").asText()).isEqualTo("failed");
        assertThat(admin.get("/api/v1/services/logs/exits").json().path("lines"))
                .isEmpty();
    }

    @Test
    void aPortThatAStrangerHoldsIsRefusedByName() throws IOException {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Answer answer = admin.post(
                    DEPLOY + "?wait=true",
                    Map.of(
                            "service_id",
                            "pinned",
                            "path",
                            EchoProject.in(folder).toString(),
                            "service_config",
                            Map.of("port", stranger.getLocalPort())));

            assertThat(answer.json().at("/error/code").asText())
                    .as(answer.toString())
                    .isEqualTo("PORT_TAKEN");
        }
    }

    @Test
    void aSecondDeploymentOfOneServiceIsRefusedWhileTheFirstRuns() throws IOException {
        Map<String, Object> body = Map.of(
                "service_id", "twice", "path", EchoProject.thatBuilds(folder).toString());
        String first = admin.post(DEPLOY, body).json().path("deployment_id").asText();

        Answer second = admin.post(DEPLOY, body);

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.code()).isEqualTo("DEPLOYMENT_IN_PROGRESS");
        assertThat(second.json().path("deployment_id").asText()).isEqualTo(first);
        assertThat(ended(first).path("state").asText()).isEqualTo("live");
    }

    @Test
    void aDeploymentIsFollowedWhileItRunsAndResumedWhereItWasCut() throws IOException {
        String id = admin.post(
                        DEPLOY,
                        Map.of(
                                "service_id",
                                "watched",
                                "path",
                                EchoProject.thatBuilds(folder).toString()))
                .json()
                .path("deployment_id")
                .asText();
        String path = "/api/v1/deployments/" + id + "/events";

        List<Event> all = events(admin.request(path), event -> event.name().equals("end"));
        assertThat(all.get(0).name()).isEqualTo("deployment");
        assertThat(all).extracting(Event::name).contains("log").endsWith("deployment", "end");
        assertThat(all.get(all.size() - 1).data().path("state").asText()).isEqualTo("live");
        assertThat(all.stream()
                        .filter(event -> event.name().equals("deployment"))
                        .map(event -> event.data().path("state").asText()))
                .contains("building");
        String whole = text(all);
        assertThat(whole).contains("step 步骤 0\n", "step 步骤 19\n");

        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        for (Event cut :
                all.stream().filter(event -> event.name().equals("log")).toList()) {
            List<Event> rest = events(
                    admin.request(path).header("Last-Event-ID", cut.id()),
                    event -> event.name().equals("end"));
            int offset = Integer.parseInt(cut.id());
            assertThat(text(rest)).isEqualTo(new String(bytes, offset, bytes.length - offset, StandardCharsets.UTF_8));
        }
    }

    @Test
    void aLogIsFollowedFromItsLastLinesOnAndResumed() throws IOException {
        admin.post(
                DEPLOY + "?wait=true",
                Map.of("service_id", "talks", "path", EchoProject.in(folder).toString()));
        running.nobody().post("/ai/talks/predict", "{\"n\":1}");
        String path = "/api/v1/services/logs/talks/stream";
        await().atMost(Duration.ofSeconds(10))
                .until(() -> admin.get("/api/v1/services/logs/talks").body().contains("{\\\"n\\\":1}"));

        List<Event> first = events(admin.request(path + "?lines=1"), event -> true);
        assertThat(first.get(0).data().path("text").asText()).isEqualTo("call 调用 {\"n\":1}\n");

        running.nobody().post("/ai/talks/predict", "{\"n\":2}");
        List<Event> next = events(
                admin.request(path).header("Last-Event-ID", first.get(0).id()),
                event -> text(List.of(event)).contains("2"));
        assertThat(text(next)).isEqualTo("call 调用 {\"n\":2}\n");
    }

    @Test
    void aBatchAnswersForEachServiceAndAFailureStopsNoOther() throws IOException {
        admin.post(
                DEPLOY + "?wait=true",
                Map.of("service_id", "batch-a", "path", EchoProject.in(folder).toString()));

        JsonNode results = admin.post(
                        "/api/v1/services/batch",
                        Map.of("action", "stop", "service_ids", List.of("batch-none", "batch-a")))
                .json()
                .path("results");

        assertThat(results.findValuesAsText("service_id")).containsExactly("batch-none", "batch-a");
        assertThat(results.at("/0/success").asBoolean()).isFalse();
        assertThat(results.at("/0/error/code").asText()).isEqualTo("SERVICE_NOT_FOUND");
        assertThat(results.at("/1/success").asBoolean()).isTrue();
        assertThat(results.at("/1/status").asText()).isEqualTo("stopped");
        assertThat(admin.post("/api/v1/services/batch", Map.of("action", "start", "pattern", "batch-*"))
                        .json()
                        .at("/results/0/success")
                        .asBoolean())
                .isTrue();
        assertThat(admin.post("/api/v1/services/batch", Map.of("action", "explode", "pattern", "*"))
                        .status())
                .isEqualTo(400);
        assertThat(admin.post("/api/v1/services/batch", Map.of("action", "stop"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void listsComeInPages() throws IOException {
        admin.post(
                DEPLOY + "?wait=true",
                Map.of("service_id", "page-a", "path", EchoProject.in(folder).toString()));
        admin.post(DEPLOY + "?wait=true", Map.of("service_id", "page-a", "path", folder.toString()));
        admin.post(DEPLOY + "?wait=true", Map.of("service_id", "page-b", "path", folder.toString()));

        JsonNode first =
                admin.get("/api/v1/deployments?service_id=page-a&limit=1").json();
        assertThat(first.at("/items/0/release").asInt()).isEqualTo(2);
        JsonNode second = admin.get("/api/v1/deployments?service_id=page-a&limit=1&cursor="
                        + first.path("next_cursor").asText())
                .json();
        assertThat(second.at("/items/0/release").asInt()).isEqualTo(1);
        assertThat(second.path("next_cursor").isNull()).isTrue();

        List<String> ids = new ArrayList<>();
        for (String cursor = ""; !cursor.equals("null"); ) {
            JsonNode page =
                    admin.get("/api/v1/services?limit=1&cursor=" + cursor).json();
            ids.addAll(page.path("items").findValuesAsText("service_id"));
            cursor = page.path("next_cursor").asText();
        }
        assertThat(ids).contains("page-a", "page-b").isSorted().doesNotHaveDuplicates();
    }

    private JsonNode ended(String deployment) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> admin.get("/api/v1/deployments/" + deployment).json(),
                        answer -> !answer.path("finished_at").isNull());
    }

    private boolean noUploadLeft() throws IOException {
        try (Stream<Path> left = Files.list(running.home().resolve("run/uploads"))) {
            return left.findAny().isEmpty();
        }
    }

    private static String text(List<Event> events) {
        StringBuilder text = new StringBuilder();
        events.stream()
                .filter(event -> event.name().equals("log"))
                .forEach(event -> text.append(event.data().path("text").asText()));
        return text.toString();
    }

    /** Reads events, whatever the client says it accepts, until one is the last. */
    private List<Event> events(HttpRequest.Builder request, Predicate<Event> last) throws IOException {
        List<Event> events = new ArrayList<>();
        try (InputStream body = admin.open(
                                request.header("Accept", "application/json").GET())
                        .body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && fields.containsKey("event")) {
                    Event event = Event.of(fields);
                    events.add(event);
                    fields.clear();
                    if (last.test(event)) {
                        return events;
                    }
                } else if (!line.startsWith(":") && !line.isEmpty()) {
                    String[] parts = line.split(": ", 2);
                    fields.put(parts[0], parts[1]);
                }
            }
        }
        return events;
    }

    private static HttpRequest.Builder form(Api api, String path, Map<String, String> fields, Path file)
            throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Map.Entry<String, String> field : fields.entrySet()) {
            part(body, "name=\"" + field.getKey() + "\"", field.getValue().getBytes(StandardCharsets.UTF_8));
        }
        part(body, "name=\"file\"; filename=\"" + file.getFileName() + "\"", Files.readAllBytes(file));
        body.writeBytes("--line--\r\n".getBytes(StandardCharsets.US_ASCII));
        return api.request(path)
                .header("Content-Type", "multipart/form-data; boundary=line")
                .POST(BodyPublishers.ofByteArray(body.toByteArray()));
    }

    private static void part(ByteArrayOutputStream body, String disposition, byte[] content) {
        body.writeBytes(("--line\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** One server-sent event. */
    private record Event(String name, String id, JsonNode data) {

        private static final ObjectMapper JSON = new ObjectMapper();

        static Event of(Map<String, String> fields) throws IOException {
            return new Event(
                    fields.getOrDefault("event", ""),
                    fields.getOrDefault("id", ""),
                    JSON.readTree(fields.getOrDefault("data", "null")));
        }
    }
}
