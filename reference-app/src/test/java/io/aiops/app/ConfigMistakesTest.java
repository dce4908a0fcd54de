package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.app.Api.Answer;
import io.aiops.app.PlatformExtension.Running;
import io.aiops.postgres.PostgresServiceRepository;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Configuration by REST, where a caller errs or is up to something. */
@ExtendWith(PlatformExtension.class)
class ConfigMistakesTest {

    private static final String CONFIG = "/api/v1/config/";

    private Running running;
    private Api admin;

    @BeforeEach
    void signIn(Running platform) {
        running = platform;
        admin = platform.admin();
    }

    @Test
    void aServiceInTheQueryOfAWriteIsNotTakenForEverybody() {
        register("asked-a");
        register("asked-b");
        assertThat(put("asked.size?service_id=asked-a", Map.of("value", 1))
                        .path("service_id")
                        .asText())
                .isEqualTo("asked-a");
        assertThat(admin.get(CONFIG + "asked.size").status()).isEqualTo(404);
        refused(
                admin.post(CONFIG + "asked.size?service_id=asked-a", Map.of("value", 1, "service_id", "asked-b")),
                400,
                "INVALID_REQUEST",
                "service_id");
        refused(admin.post(CONFIG + "asked.size?type=user", Map.of("value", 1, "type", "system")), 400, "type");

        assertThat(put("asked.theme?user=somebody&type=user", Map.of("value", "dark"))
                        .path("type")
                        .asText())
                .isEqualTo("user");
        assertThat(admin.get(CONFIG + "asked.theme?user=somebody").status()).isEqualTo(200);
    }

    @Test
    void aServiceWithoutItsTypeIsNotARollbackOfEverything() {
        put("whole.one", Map.of("value", 1));
        refused(
                admin.post(CONFIG + "rollback", Map.of("version", 0, "scope_id", "some-service")),
                400,
                "INVALID_REQUEST",
                "type");
        assertThat(admin.get(CONFIG + "whole.one").status()).isEqualTo(200);
    }

    @Test
    void aVersionThatIsYetToComeIsRefused() {
        put("future.one", Map.of("value", 1));
        refused(
                admin.post(CONFIG + "future.one/rollback", Map.of("version", 1_000_000)),
                404,
                "CONFIG_NOT_FOUND",
                "there is no revision 1000000");
    }

    @Test
    void aStaleRollbackIsRefusedSayingWhoChangedItAndWhen() {
        long first = put("stale.one", Map.of("value", 1)).path("version").asLong();
        put("stale.one", Map.of("value", 2));
        Answer stale = admin.post(CONFIG + "stale.one/rollback", Map.of("version", first, "expected_version", first));
        refused(stale, 409, "CONFIG_CONFLICT", "admin");
        assertThat(stale.json().path("changed_by").asText()).isEqualTo("admin");
        assertThat(stale.json().path("changed_at").asText()).isNotBlank();
    }

    @Test
    void aTrialRefusesWhatTheRulesWouldRefuse() {
        register("ruled");
        long nine = put("health.timeout?service_id=ruled", Map.of("value", 9))
                .path("version")
                .asLong();
        admin.delete(CONFIG + "health.timeout?service_id=ruled");
        put("health.interval?service_id=ruled", Map.of("value", 5));
        for (boolean trial : new boolean[] {true, false}) {
            refused(
                    admin.post(
                            CONFIG + "health.timeout/rollback",
                            Map.of("version", nine, "service_id", "ruled", "dry_run", trial)),
                    400,
                    "INVALID_CONFIG_VALUE",
                    "health.interval");
        }
    }

    @Test
    void aSecretWhereANumberBelongsBreaksNoOtherWrite() {
        register("hidden-interval");
        put("health.interval?service_id=hidden-interval", Map.of("value", 5, "secret", true));
        put("health.timeout?service_id=hidden-interval", Map.of("value", 2));
    }

    @Test
    void aDocumentThatWasCutOffSaysSo() {
        String document = admin.get(CONFIG + "export").body();
        for (String cut : new String[] {"", document.substring(0, document.length() / 2)}) {
            refused(admin.post(CONFIG + "import", cut), 400, "INVALID_CONFIG_DOCUMENT", "cut off");
        }
    }

    @Test
    void aValueThatCannotBeStoredSaysWhy() {
        refused(
                admin.post(CONFIG + "odd.text", "{\"value\": \"a\\u0000b\"}"),
                400,
                "INVALID_REQUEST",
                "a character that cannot be stored");
        refused(
                admin.post(CONFIG + "odd.depth", "{\"value\": " + "[".repeat(100) + "]".repeat(100) + "}"),
                400,
                "INVALID_REQUEST",
                "nested too deeply");
        Answer address = admin.post(CONFIG + "gitea.server-url", Map.of("value", "http://me:hush-4711@ /"));
        refused(address, 400, "INVALID_CONFIG_VALUE", "https://git.example.org");
        assertThat(address.body()).doesNotContain("hush-4711");
    }

    @Test
    void aSecretInSomebodysOwnScopeIsTheAdministratorsToChange() {
        Api user = running.user("config-owner");
        put("own.hidden?user=config-owner&type=user", Map.of("value", "x", "secret", true));
        for (Map<String, ?> body : List.of(
                Map.of("value", "y", "type", "user"), Map.of("value", "y", "type", "user", "expected_version", 0))) {
            refused(user.post(CONFIG + "own.hidden", body), 403, "FORBIDDEN");
        }
        assertThat(user.delete(CONFIG + "own.hidden?type=user").status()).isEqualTo(403);
    }

    @Test
    void valuesOfADeletedUserAreNotLeftToTheNextOneOfThatName() {
        Api first = running.user("config-heir");
        assertThat(first.post(CONFIG + "heir.theme", Map.of("value", "dark", "type", "user"))
                        .status())
                .isEqualTo(200);
        String id = first.get("/api/v1/auth/me").json().path("user_id").asText();
        assertThat(admin.delete("/api/v1/users/" + id).status()).isEqualTo(204);

        Api second = running.user("config-heir");
        assertThat(second.get(CONFIG + "heir.theme?type=user").status()).isEqualTo(404);
    }

    @Test
    void theAuditTrailSaysWhoseValueWasChangedAndWhoSignedIn() {
        register("audited-service");
        put("audited.size", Map.of("value", 1, "service_id", "audited-service"));
        running.nobody().post("/api/v1/auth/login", Map.of("username", "intruder", "password", "guess-4711"));

        JsonNode trail = admin.get("/api/v1/audit?limit=50").json().path("items");
        assertThat(trail).anySatisfy(line -> {
            assertThat(line.path("target_id").asText()).isEqualTo("audited.size");
            assertThat(line.path("details").path("scope").asText()).isEqualTo("service audited-service");
        });
        assertThat(trail).anySatisfy(line -> {
            assertThat(line.path("details").path("username").asText()).isEqualTo("intruder");
            assertThat(line.path("outcome").asText()).isEqualTo("denied");
        });
        assertThat(trail.toString()).doesNotContain("guess-4711");
    }

    @Test
    void aSecretStandsInNoLogWhateverGoesWrongWithIt() {
        Logger ours = (Logger) LoggerFactory.getLogger("io.aiops");
        Level before = ours.getLevel();
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.start();
        ours.setLevel(Level.TRACE);
        ours.addAppender(heard);
        try {
            register("canary-service");
            put("smtp.password", Map.of("value", "canary-4711"));
            put("model.token?service_id=canary-service", Map.of("value", Map.of("deep", "canary-4711")));
            for (Object wrong : List.of(Map.of("x", "canary-4711"), List.of("canary-4711"))) {
                Answer refused = admin.post(CONFIG + "gitea.access-token", Map.of("value", wrong));
                refused(refused, 400, "INVALID_CONFIG_VALUE");
                assertThat(refused.body()).doesNotContain("canary-4711");
            }
            Answer stale =
                    admin.post(CONFIG + "smtp.password", Map.of("value", "canary-4711-b", "expected_version", 1));
            refused(stale, 409, "CONFIG_CONFLICT");
            assertThat(stale.body()).doesNotContain("canary-4711");
            Answer broken = admin.post(CONFIG + "smtp.password", "{\"value\": \"canary-4711\", ");
            assertThat(broken.body()).doesNotContain("canary-4711");
        } finally {
            ours.detachAppender(heard);
            ours.setLevel(before);
        }
        assertThat(heard.list).allSatisfy(line -> {
            assertThat(line.getFormattedMessage()).doesNotContain("canary-4711");
            assertThat(String.valueOf(
                            line.getThrowableProxy() == null
                                    ? ""
                                    : line.getThrowableProxy().getMessage()))
                    .doesNotContain("canary-4711");
        });
    }

    @Test
    void whatADeploymentIsToldCountsAgainWhereTheSameWasSwitchedOff(@TempDir Path folder) throws IOException {
        register("switched-off");
        put("service.timeout?service_id=switched-off", Map.of("value", 45, "status", "disabled"));
        Answer done = admin.post(
                "/api/v1/services/deploy?wait=true",
                Map.of(
                        "service_id",
                        "switched-off",
                        "path",
                        EchoProject.in(folder).toString(),
                        "service_config",
                        Map.of("timeout", 45)));
        assertThat(done.json().path("success").asBoolean()).as(done.toString()).isTrue();
        assertThat(admin.get(CONFIG + "service.timeout?service_id=switched-off")
                        .json()
                        .path("value")
                        .asInt())
                .isEqualTo(45);
    }

    private JsonNode put(String path, Map<String, ?> body) {
        Answer answer = admin.post(CONFIG + path, body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }

    private static void refused(Answer answer, int status, String... words) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.body()).contains(words);
    }

    private void register(String id) {
        new PostgresServiceRepository(running.platform().sdk().database(), Clock.systemUTC())
                .register(ServiceId.of(id), id, running.platform().sdk().platformId());
    }
}
