package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.app.Api.Answer;
import io.aiops.app.PlatformExtension.Running;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configuration by REST, as a caller sees it. */
@ExtendWith(PlatformExtension.class)
class ConfigTest {

    private static final String CONFIG = "/api/v1/config/";

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
    void twoServicesEachHaveAPortOfTheirOwnUnderTheSameKey() throws IOException {
        register("own-a");
        register("own-b");
        put("service.port", Map.of("value", 21801, "type", "service", "service_id", "own-a"));
        put("service.port", Map.of("value", 21802, "type", "service", "service_id", "own-b"));

        assertThat(get("service.port?service_id=own-a").path("value").asInt()).isEqualTo(21801);
        assertThat(get("service.port?service_id=own-b").path("value").asInt()).isEqualTo(21802);
        assertThat(admin.get(CONFIG + "service.port").status()).isEqualTo(404);

        JsonNode listed = get("service/own-b");
        assertThat(listed.path("service_id").asText()).isEqualTo("own-b");
        assertThat(listed.path("configs")).anySatisfy(config -> {
            assertThat(config.path("key").asText()).isEqualTo("service.port");
            assertThat(config.path("value").asInt()).isEqualTo(21802);
            assertThat(config.path("type").asText()).isEqualTo("service");
            assertThat(config.path("description").asText()).isNotBlank();
        });
    }

    @Test
    void whatADeploymentWasToldIsStoredForItsServiceAndToldToItsProgram() throws IOException {
        Path project = EchoProject.in(folder);
        register("told");
        put("model.threshold", Map.of("value", 0.5, "service_id", "told"));
        put("model.api-token", Map.of("value", "hush-hush", "service_id", "told"));
        put("model.everywhere", Map.of("value", List.of(1, 2)));
        deploy("told", project, Map.of("port", 21810, "timeout", 45, "host", "127.0.0.1"));

        JsonNode port = get("service.port?service_id=told");
        assertThat(port.path("value").asInt()).isEqualTo(21810);
        assertThat(port.path("source").asText()).isEqualTo("database");
        assertThat(get("service.timeout?service_id=told").path("value").asInt()).isEqualTo(45);
        JsonNode own = running.nobody().get("/ai/told/x").json().path("own");
        assertThat(own.path("SERVICE_TIMEOUT").asText()).isEqualTo("45");
        assertThat(own.path("SERVICE_MODEL_THRESHOLD").asText()).isEqualTo("0.5");
        assertThat(own.path("SERVICE_MODEL_API_TOKEN").asText()).isEqualTo("hush-hush");
        assertThat(own.path("SERVICE_MODEL_EVERYWHERE").asText()).isEqualTo("[1,2]");
        Path release = running.home().resolve("told/current");
        assertThat(Files.readString(release.resolve("config.json"))).contains("\"service_model_threshold\" : 0.5");
        try (Stream<Path> files = Files.list(release)) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain("hush-hush"));
        }
        assertThat(Files.readString(running.home().resolve("config/common.json")))
                .contains("model.everywhere")
                .doesNotContain("hush-hush");

        // The next deployment says nothing and is told the same; a restart is told what was changed meanwhile.
        deploy("told", project, Map.of());
        assertThat(admin.get("/api/v1/services/told").json().path("port").asInt())
                .isEqualTo(21810);
        put("model.threshold", Map.of("value", 0.75, "service_id", "told"));
        assertThat(admin.post("/api/v1/services/restart/told", "").status()).isEqualTo(200);
        assertThat(ownWhenBack("told").path("SERVICE_MODEL_THRESHOLD").asText()).isEqualTo("0.75");

        admin.delete("/api/v1/services/told");
        register("told");
        assertThat(admin.get(CONFIG + "service.port?service_id=told").status())
                .as("a service of the same name that comes later begins anew")
                .isEqualTo(404);
    }

    @Test
    void aStaleVersionIsRefusedSayingWhoChangedItAndWhen() {
        long first = put("stale.key", Map.of("value", "one", "expected_version", 0));
        long second = put("stale.key", Map.of("value", "two", "expected_version", first));

        Answer stale = admin.post(CONFIG + "stale.key", Map.of("value", "three", "expected_version", first));
        assertThat(stale.status()).isEqualTo(409);
        assertThat(stale.code()).isEqualTo("CONFIG_CONFLICT");
        assertThat(stale.json().path("current_version").asLong()).isEqualTo(second);
        assertThat(stale.json().path("changed_by").asText()).isEqualTo("admin");
        assertThat(stale.json().path("changed_at").asText()).isNotBlank();
        assertThat(get("stale.key").path("value").asText()).isEqualTo("two");
    }

    @Test
    void historyTellsWhoChangedWhatFromWhatToWhatAndAnyVersionComesBack() {
        long first = put("history.key", Map.of("value", Map.of("a", 1), "reason", "to begin with"));
        long second = put("history.key", Map.of("value", 2.5));
        assertThat(admin.delete(CONFIG + "history.key").status()).isEqualTo(204);
        assertThat(admin.get(CONFIG + "history.key").status()).isEqualTo(404);

        JsonNode lines = get("history.key/history").path("items");
        assertThat(lines.findValuesAsText("operation")).containsExactly("delete", "update", "create");
        assertThat(lines.path(1).path("from").toString()).isEqualTo("{\"a\":1}");
        assertThat(lines.path(1).path("to").toString()).isEqualTo("2.5");
        assertThat(lines.path(2).path("reason").asText()).isEqualTo("to begin with");
        assertThat(lines.path(2).path("changed_by").asText()).isEqualTo("admin");
        assertThat(get("history.key/history?limit=1").path("next_cursor").asText())
                .isNotBlank();

        JsonNode plan = admin.post(CONFIG + "history.key/rollback", Map.of("version", first, "dry_run", true))
                .json();
        assertThat(plan.path("changes").path(0).path("action").asText()).isEqualTo("create");
        assertThat(admin.get(CONFIG + "history.key").status()).isEqualTo(404);
        assertThat(admin.post(CONFIG + "history.key/rollback", Map.of("version", first))
                        .status())
                .isEqualTo(200);
        assertThat(get("history.key").path("value").toString()).isEqualTo("{\"a\":1}");
        assertThat(admin.post(CONFIG + "history.key/rollback", Map.of("version", second))
                        .status())
                .isEqualTo(200);
        assertThat(get("history.key").path("value").toString()).isEqualTo("2.5");
        assertThat(admin.get(CONFIG + "history/verify").json().path("intact").asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "server.port, 70000, INVALID_CONFIG_VALUE, from 0 to 65535",
        "server.port, '\"http\"', INVALID_CONFIG_VALUE, must be a whole number",
        "deployment.mode, '\"moon\"', INVALID_CONFIG_VALUE, must be one of",
        "home.dir, '\"/tmp\"', INVALID_CONFIG_VALUE, before the database",
        "service.port, 8001, INVALID_CONFIG_VALUE, is set for service",
        "Not.A.Key, 1, INVALID_CONFIG_KEY, lower-case",
        "a..b, 1, INVALID_CONFIG_KEY, lower-case",
        "services.x.port, 1, INVALID_CONFIG_KEY, reserved"
    })
    void aWrongValueOrKeyIsRefusedWithItsReason(String key, String value, String code, String reason) {
        Answer refused = admin.post(CONFIG + key, "{\"value\": " + value + "}");
        assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.json().path("detail").asText()).contains(reason);
    }

    @Test
    void aMissingServiceTypeOrFieldIsRefused() {
        assertThat(admin.post(CONFIG + "a.b", Map.of("value", 1, "service_id", "nobody-here"))
                        .code())
                .isEqualTo("SERVICE_NOT_FOUND");
        assertThat(admin.get(CONFIG + "service/nobody-here").status()).isEqualTo(404);
        assertThat(admin.post(CONFIG + "a.b", Map.of("value", 1, "type", "planet"))
                        .status())
                .isEqualTo(400);
        assertThat(admin.post(CONFIG + "a.b", Map.of("type", "system"))
                        .json()
                        .path("detail")
                        .asText())
                .contains("value: is required");
        assertThat(admin.get(CONFIG + "never.set").status()).isEqualTo(404);
        assertThat(admin.delete(CONFIG + "never.set").status()).isEqualTo(404);
        assertThat(running.nobody().get(CONFIG + "server.port").status()).isEqualTo(401);
    }

    @Test
    void valuesOfEveryKindComeBackExactlyNullToo() {
        for (String json : List.of(
                "null",
                "true",
                "9007199254740993",
                "0.1",
                "1.50",
                "\"\\u4e2d\\\"\"",
                "[1,[2,{}]]",
                "{\"a\":{\"b\":null}}")) {
            assertThat(admin.post(CONFIG + "exact.value", "{\"value\": " + json + "}")
                            .status())
                    .as(json)
                    .isEqualTo(200);
            assertThat(admin.get(CONFIG + "exact.value").body()).contains("\"value\":" + json.replace("\\u4e2d", "中"));
        }
    }

    @Test
    void explainAgreesWithWhatCounts() {
        put("upload.max-bytes", Map.of("value", 123456));
        JsonNode explained = get("upload.max-bytes/explain");
        // The test's platform has it on its command line, which beats the database.
        assertThat(explained.path("source").asText()).isEqualTo("argument");
        assertThat(explained.path("value").asLong()).isEqualTo(2000000);
        assertThat(get("upload.max-bytes").path("source").asText()).isEqualTo("argument");
        assertThat(explained.path("layers"))
                .anySatisfy(layer -> {
                    assertThat(layer.path("source").asText()).isEqualTo("database");
                    assertThat(layer.path("outcome").asText()).isEqualTo("shadowed");
                    assertThat(layer.path("value").asLong()).isEqualTo(123456);
                })
                .anySatisfy(layer -> assertThat(layer.path("tried").toString()).contains("AIOPS__UPLOAD__MAX_BYTES"))
                .anySatisfy(layer -> assertThat(layer.path("source").asText()).isEqualTo("default"));
        assertThat(admin.post(CONFIG + "upload.max-bytes", Map.of("value", 7))
                        .json()
                        .path("shadowed_by")
                        .asText())
                .contains("--upload.max-bytes");
    }

    @Test
    void aSecretIsShownToNobodyAndStandsNowhereInTheDatabase() throws SQLException {
        String canary = "canary-5up3r-s3cret";
        put("smtp.password", Map.of("value", canary));
        put("plain.looking", Map.of("value", canary, "secret", true));
        put("smtp.password", Map.of("value", canary + "-2"));

        assertThat(get("smtp.password").path("value").asText()).isEqualTo("***");
        for (String path : List.of(
                "smtp.password",
                "smtp.password/explain",
                "smtp.password/history",
                "plain.looking",
                "plain.looking/history",
                "history",
                "export",
                "")) {
            assertThat(admin.get(path.isEmpty() ? "/api/v1/config" : CONFIG + path)
                            .body())
                    .as(path)
                    .contains("smtp.password".equals(path) || path.isEmpty() ? "***" : "")
                    .doesNotContain(canary);
        }
        assertThat(admin.post(CONFIG + "smtp.password", Map.of("value", canary, "expected_version", 1))
                        .body())
                .doesNotContain(canary);
        String hex = HexFormat.of().formatHex(canary.getBytes(StandardCharsets.UTF_8));
        assertThat(dump()).contains("smtp.password").doesNotContain(canary, hex);
    }

    @Test
    void aUserReadsWhatIsNoSecretAndOwnsTheOwnScopeOnly() {
        put("shared.value", Map.of("value", 1));
        put("shared.hidden", Map.of("value", "x", "secret", true));
        put("shared.token", Map.of("value", "x"));
        Api user = running.user("config-reader");

        assertThat(user.get(CONFIG + "shared.value").json().path("value").asInt())
                .isEqualTo(1);
        assertThat(user.post(CONFIG + "shared.value", Map.of("value", 2)).status())
                .isEqualTo(403);
        assertThat(user.delete(CONFIG + "shared.value").status()).isEqualTo(403);
        assertThat(user.get(CONFIG + "shared.token").status()).isEqualTo(403);
        for (String what : List.of("", "/explain", "/history")) {
            assertThat(user.get(CONFIG + "shared.hidden" + what).status())
                    .as("as if it were not there" + what)
                    .isEqualTo(404);
        }
        assertThat(user.get("/api/v1/config").body())
                .contains("shared.value")
                .doesNotContain("shared.hidden", "shared.token");
        assertThat(user.get(CONFIG + "export").body())
                .contains("shared.value")
                .doesNotContain("shared.hidden", "shared.token");
        assertThat(user.get(CONFIG + "history").status()).isEqualTo(403);
        assertThat(user.post(CONFIG + "import", "{}").status()).isEqualTo(403);

        assertThat(user.post(CONFIG + "ui.theme", Map.of("value", "dark", "type", "user"))
                        .status())
                .isEqualTo(200);
        assertThat(user.get(CONFIG + "ui.theme?type=user").json().path("value").asText())
                .isEqualTo("dark");
        assertThat(user.get(CONFIG + "ui.theme?type=user&user=admin").status()).isEqualTo(403);
        assertThat(admin.get(CONFIG + "ui.theme?type=user").status()).isEqualTo(404);
        assertThat(admin.get(CONFIG + "ui.theme?type=user&user=config-reader")
                        .json()
                        .path("value")
                        .asText())
                .isEqualTo("dark");
    }

    @Test
    void anExportComesBackWholeOrNotAtAll() {
        put("carry.one", Map.of("value", 1));
        put("carry.secret", Map.of("value", "quiet"));
        String document = admin.get(CONFIG + "export").body();
        put("carry.one", Map.of("value", 2));
        admin.delete(CONFIG + "carry.secret");

        assertThat(admin.post(CONFIG + "import", document).code()).isEqualTo("CONFIG_CONFLICT");
        assertThat(admin.post(CONFIG + "import?policy=overwrite&dry_run=true", document)
                        .json()
                        .path("changes")
                        .findValuesAsText("key"))
                .contains("carry.one", "carry.secret");
        assertThat(get("carry.one").path("value").asInt()).isEqualTo(2);
        assertThat(admin.post(CONFIG + "import?policy=skip", document).status()).isEqualTo(200);
        assertThat(get("carry.one").path("value").asInt()).isEqualTo(2);
        assertThat(get("carry.secret").path("value").asText()).isEqualTo("***");
        assertThat(admin.post(CONFIG + "import?policy=overwrite", document).status())
                .isEqualTo(200);
        assertThat(get("carry.one").path("value").asInt()).isEqualTo(1);

        assertThat(admin.post(CONFIG + "import", document.substring(0, document.length() - 40))
                        .status())
                .isEqualTo(400);
        assertThat(admin.post(CONFIG + "import?policy=overwrite", document.replace("carry.one", "carry.two"))
                        .code())
                .isEqualTo("INVALID_CONFIG_DOCUMENT");
        assertThat(admin.post(CONFIG + "import", "{\"hello\": 1}").code()).isEqualTo("INVALID_CONFIG_DOCUMENT");
        assertThat(admin.get(CONFIG + "carry.two").status()).isEqualTo(404);
    }

    @Test
    void theSchemasDescribeEveryKeyThatThePlatformKnows() {
        JsonNode schemas = get("schemas").path("items");
        assertThat(schemas.findValuesAsText("key")).contains("server.port", "service.port", "deployment.mode");
        assertThat(schemas)
                .allSatisfy(schema ->
                        assertThat(schema.path("description").asText()).isNotBlank());
        JsonNode status = get("status");
        assertThat(status.path("state").asText()).as(status.toString()).isEqualTo("ok");
    }

    @Test
    void everyChangeAndEveryRefusalIsInTheAuditTrail() {
        put("audited.key", Map.of("value", "v1"));
        Api user = running.user("config-auditee");
        user.post(CONFIG + "audited.key", Map.of("value", "v2"));
        user.get(CONFIG + "audited.token");

        JsonNode trail = admin.get("/api/v1/audit?limit=50").json().path("items");
        assertThat(trail).anySatisfy(line -> {
            assertThat(line.path("actor").asText()).isEqualTo("admin");
            assertThat(line.path("target_id").asText()).contains("audited.key");
            assertThat(line.path("outcome").asText()).isEqualTo("ok");
        });
        assertThat(trail).anySatisfy(line -> {
            assertThat(line.path("actor").asText()).isEqualTo("config-auditee");
            assertThat(line.path("target_id").asText()).contains("audited.key");
            assertThat(line.path("outcome").asText()).isEqualTo("denied");
        });
        assertThat(trail).anySatisfy(line -> {
            assertThat(line.path("actor").asText()).isEqualTo("config-auditee");
            assertThat(line.path("target_id").asText()).contains("audited.token");
            assertThat(line.path("outcome").asText()).isEqualTo("denied");
        });
        assertThat(trail.toString()).doesNotContain("v1");
        assertThat(user.get("/api/v1/audit").status()).isEqualTo(403);
    }

    private long put(String key, Map<String, ?> body) {
        Answer answer = admin.post(CONFIG + key, body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("message").asText()).isNotBlank();
        return answer.json().path("version").asLong();
    }

    private JsonNode get(String path) {
        Answer answer = admin.get(CONFIG + path);
        assertThat(answer.status()).as(path + " " + answer).isEqualTo(200);
        return answer.json();
    }

    /** A service that is known, and has nothing to run yet. */
    private void register(String id) {
        ServiceId service = ServiceId.of(id);
        new io.aiops.postgres.PostgresServiceRepository(
                        running.platform().sdk().database(), java.time.Clock.systemUTC())
                .register(service, id, running.platform().sdk().platformId());
    }

    private void deploy(String id, Path project, Map<String, ?> config) {
        Answer done = admin.post(
                "/api/v1/services/deploy?wait=true",
                Map.of("service_id", id, "path", project.toString(), "service_config", config));
        assertThat(done.json().path("success").asBoolean()).as(done.toString()).isTrue();
    }

    private JsonNode ownWhenBack(String id) {
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(20))
                .until(() -> running.nobody().get("/ai/" + id + "/x").status() == 200);
        return running.nobody().get("/ai/" + id + "/x").json().path("own");
    }

    /** Every row of every table of the platform, as text. */
    private String dump() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection =
                DriverManager.getConnection(running.database().jdbcUrl())) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found = connection.getMetaData().getTables(null, "aiops", "%", new String[] {"TABLE"})) {
                while (found.next()) {
                    tables.add(found.getString("TABLE_NAME"));
                }
            }
            assertThat(tables).contains("service_configs", "config_history");
            for (String table : tables) {
                try (var statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("SELECT t::text FROM aiops.\"" + table + "\" t")) {
                    while (row.next()) {
                        rows.add(row.getString(1));
                    }
                }
            }
        }
        return String.join("\n", rows);
    }
}
