package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.app.Api.Answer;
import io.aiops.app.PlatformExtension.Running;
import io.aiops.testkit.gitea.GiteaExtension;
import io.aiops.testkit.gitea.TestGitea;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The calls of code, on a server elsewhere. */
@ExtendWith({PlatformExtension.class, GiteaExtension.class})
@PlatformSettings("--upload.max-bytes=100000000")
class GiteaServerTest {

    private static final String CONFIG = "/api/v1/gitea/config";
    private static final String UPLOAD = "/api/v1/gitea/repos/upload";

    /** Once all of an upload has left, a cancel comes too late. */
    private static final int MORE_THAN_SOCKETS_HOLD = 18_000_000;

    private Running running;
    private Api admin;
    private TestGitea gitea;

    @BeforeEach
    void connect(Running platform, TestGitea server) {
        running = platform;
        admin = platform.admin();
        gitea = server;
        Answer saved = admin.post(CONFIG, connection(gitea.token().reveal(), TestGitea.OWNER, "AI-"));
        assertThat(saved.status()).as(saved.toString()).isEqualTo(200);
        assertThat(saved.json().path("shadowed").asBoolean()).isFalse();
        assertThat(saved.json().path("steps").findValuesAsText("outcome"))
                .contains("passed")
                .doesNotContain("failed");
        assertThat(saved.body()).doesNotContain(gitea.token().reveal());
    }

    @Test
    void aSavedConnectionIsUsedAtOnceAndTheOneBeforeIsKeptInactive() {
        JsonNode config = admin.get(CONFIG).json();
        assertThat(config.path("source").asText()).isEqualTo("database");
        assertThat(config.path("access_token").asText()).isEqualTo("…cdef");
        assertThat(config.path("repo_prefix").asText()).isEqualTo("AI-");

        Answer other = admin.post(CONFIG, connection(gitea.token().reveal(), TestGitea.USER, ""));
        assertThat(other.status()).as(other.toString()).isEqualTo(200);
        Answer history = admin.get(CONFIG + "/history");
        assertThat(history.json().at("/items/0/default_owner").asText()).isEqualTo(TestGitea.USER);
        assertThat(history.json().at("/items/0/status").asText()).isEqualTo("active");
        assertThat(history.json().at("/items/1/status").asText()).isEqualTo("inactive");
        assertThat(history.json().at("/items/1/saved_by").asText()).isEqualTo("admin");
        assertThat(history.body()).doesNotContain(gitea.token().reveal());
        assertThat(admin.post("/api/v1/gitea/repos", Map.of("algorithm_id", "own"))
                        .json()
                        .path("full_name")
                        .asText())
                .isEqualTo(TestGitea.USER + "/own");
        assertThat(admin.get("/api/v1/gitea/repos")
                        .json()
                        .at("/items/0/full_name")
                        .asText())
                .isEqualTo(TestGitea.USER + "/own");
    }

    @Test
    void aConnectionThatFailsItsTestSaysWhichStepAndReplacesNothing() {
        String wrongToken = "wrong-token-0123456789";
        Answer wrong = admin.post(CONFIG, connection(wrongToken, TestGitea.OWNER, ""));
        assertThat(wrong.status()).as(wrong.toString()).isEqualTo(400);
        assertThat(failedStep(wrong)).isIn("version", "user");
        assertThat(wrong.body()).doesNotContain(wrongToken);
        Answer unknown = admin.post(CONFIG, connection(gitea.token().reveal(), "nobody-here", ""));
        assertThat(unknown.status()).as(unknown.toString()).isEqualTo(400);
        assertThat(failedStep(unknown)).isEqualTo("owner");
        Answer silent = admin.post(
                CONFIG, Map.of("server_url", "http://127.0.0.1:1", "access_token", wrongToken, "default_owner", "x"));
        assertThat(silent.status()).as(silent.toString()).isEqualTo(502);
        assertThat(failedStep(silent)).isEqualTo("connection");

        JsonNode config = admin.get(CONFIG).json();
        assertThat(config.path("server_url").asText() + "/")
                .isEqualTo(gitea.url().toString());
        assertThat(config.path("default_owner").asText()).isEqualTo(TestGitea.OWNER);
        assertThat(admin.get("/api/v1/gitea/test-connection")
                        .json()
                        .path("success")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void theTestIsSkippedOnRequestAndEveryWrongFieldIsNamed() {
        Answer untested = admin.post(CONFIG + "?test=false", connection("any-token-0123456789", "nobody-here", ""));
        assertThat(untested.status()).as(untested.toString()).isEqualTo(200);
        assertThat(untested.json().path("steps")).isEmpty();
        Answer listing = admin.get("/api/v1/gitea/repos");
        assertThat(listing.status()).as(listing.toString()).isBetween(400, 599);
        assertThat(listing.body()).doesNotContain("any-token-0123456789");

        assertThat(admin.post(CONFIG, Map.of("server_url", "ftp://x", "access_token", "t", "default_owner", "o"))
                        .status())
                .isEqualTo(400);
        assertThat(admin.post(CONFIG, connection(" ", "a b", "c d"))
                        .json()
                        .path("detail")
                        .asText())
                .contains("token", "a b", "c d");
        assertThat(admin.post(CONFIG, Map.of("server_url", "http://127.0.0.1:1", "default_owner", "o"))
                        .json()
                        .at("/errors/0/field")
                        .asText())
                .as("the token is never sent to another server")
                .isEqualTo("access_token");
    }

    @Test
    void thePrefixIsPutOnceAndTheCloneAddressIsOnTheConfiguredServer() {
        JsonNode made =
                admin.post("/api/v1/gitea/repos", Map.of("algorithm_id", "ocr")).json();
        JsonNode again = admin.post("/api/v1/gitea/repos", Map.of("algorithm_id", "AI-ocr"))
                .json();

        assertThat(made.path("full_name").asText()).isEqualTo(TestGitea.OWNER + "/AI-ocr");
        assertThat(made.path("clone_url").asText()).isEqualTo(gitea.url() + TestGitea.OWNER + "/AI-ocr.git");
        assertThat(again.path("created").asBoolean()).as(again.toString()).isFalse();
        assertThat(admin.get("/api/v1/gitea/repos")
                        .json()
                        .at("/items/0/algorithm_id")
                        .asText())
                .isEqualTo("ocr");
    }

    @Test
    void aProxyThatRefusesLargeRequestsIsLearntAndTheUploadGoesInStages() throws IOException {
        gitea.faults().bodyLimit(1 << 20);
        UploadFormBody form = UploadFormBody.of("staged");
        for (int i = 0; i < 12; i++) {
            form.file("weights/" + i + ".bin", noise(i, 400_000));
        }

        Answer done = admin.send(form.to(admin, UPLOAD));

        assertThat(done.status()).as(done.toString()).isEqualTo(200);
        assertThat(done.json().path("route").asText()).isEqualTo("staged");
        assertThat(done.json().path("stages").asInt()).isPositive();
        assertThat(admin.get("/api/v1/gitea/repos/staged/branches").json().path("branches"))
                .hasSize(1);
        String server = gitea.url().toString().replaceAll("/$", "");
        assertThat(Files.readString(running.home().resolve("run/gitea-limits")))
                .contains(server + " ")
                .contains(" LEARNT ");
        Answer preflight = admin.send(form.to(admin, UPLOAD + "?preflight=true"));
        assertThat(preflight.json().path("route").asText()).isEqualTo("staged");
        Answer probed = admin.get("/api/v1/gitea/test-connection?body_limit=true");
        assertThat(probed.json().path("body_limit").asLong())
                .as(probed.toString())
                .isBetween(900_000L, 1L << 20);
        assertThat(Files.readString(running.home().resolve("run/gitea-limits"))).contains(" PROBED ");
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aRunningUploadIsCancelledAndTheBranchIsAsBefore() {
        String before = admin.send(
                        UploadFormBody.of("cancelled").file("a.py", "1").to(admin, UPLOAD))
                .json()
                .path("commit")
                .asText();
        gitea.faults().latency(Duration.ofSeconds(20)).onlyFor(path -> path.contains("git-receive-pack"));
        String id = admin.send(UploadFormBody.of("cancelled")
                        .file("model.bin", noise(1, MORE_THAN_SOCKETS_HOLD))
                        .to(admin, UPLOAD + "?wait=false"))
                .json()
                .path("upload_id")
                .asText();
        String path = "/api/v1/gitea/uploads/" + id;
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !admin.get(path).json().path("progress").isNull());

        Answer cancelled = admin.delete(path);

        assertThat(cancelled.json().path("state").asText())
                .as(cancelled.toString())
                .isEqualTo("cancelled");
        assertThat(cancelled.json().at("/problem/code").asText()).isEqualTo("CANCELLED");
        assertThat(admin.get(path + "/events").body()).containsOnlyOnce("event: end\n");
        gitea.faults().none();
        assertThat(admin.get("/api/v1/gitea/repos/cancelled/branches")
                        .json()
                        .at("/branches/0/commit")
                        .asText())
                .isEqualTo(before);
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            try (Stream<Path> left = Files.list(running.home().resolve("run/uploads"))) {
                return left.findAny().isEmpty();
            }
        });
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aFifthUploadAtOnceIsRefusedUntilOneHasEnded() {
        gitea.faults().latency(Duration.ofSeconds(20)).onlyFor(path -> path.contains("git-receive-pack"));
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            paths.add(admin.send(large("many-" + i).to(admin, UPLOAD + "?wait=false"))
                    .header("Location"));
        }

        Answer fifth = admin.send(large("many-4").to(admin, UPLOAD + "?wait=false"));

        assertThat(fifth.status()).as(fifth.toString()).isEqualTo(503);
        assertThat(fifth.code()).isEqualTo("TOO_MANY_UPLOADS");
        assertThat(paths)
                .allSatisfy(path -> assertThat(
                                admin.delete(path).json().path("state").asText())
                        .isEqualTo("cancelled"));
        gitea.faults().none();
        Answer later = admin.send(large("many-4").to(admin, UPLOAD));
        assertThat(later.status()).as(later.toString()).isEqualTo(200);
    }

    private static UploadFormBody large(String algorithm) {
        return UploadFormBody.of(algorithm).file("model.bin", noise(3, MORE_THAN_SOCKETS_HOLD));
    }

    private Map<String, Object> connection(String token, String owner, String prefix) {
        return Map.of(
                "server_url",
                gitea.url().toString(),
                "access_token",
                token,
                "default_owner",
                owner,
                "repo_prefix",
                prefix);
    }

    private static String failedStep(Answer answer) {
        for (JsonNode step : answer.json().path("steps")) {
            if (step.path("outcome").asText().equals("failed")) {
                return step.path("name").asText();
            }
        }
        return "";
    }

    private static byte[] noise(long seed, int bytes) {
        byte[] noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        return noise;
    }
}
