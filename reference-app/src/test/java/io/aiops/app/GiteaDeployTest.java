package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.app.Api.Answer;
import io.aiops.app.PlatformExtension.Running;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From a push with the git command line to a running service, by the server in the process. */
@ExtendWith(PlatformExtension.class)
class GiteaDeployTest {

    private static final String DEPLOY = "/api/v1/services/deploy-from-gitea";
    private static final String WEBHOOK = "/api/v1/gitea/webhook";
    private static final Duration LIMIT = Duration.ofSeconds(60);

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
    void aPushedBranchIsDeployedAndItsNextPushReplacesIt() throws Exception {
        String url = repository("follow-me");
        Path work = pushed(url, "first");

        Answer begun = admin.post(
                DEPLOY + "?wait=true",
                Map.of(
                        "algorithm_id",
                        "follow-me",
                        "repo_url",
                        url,
                        "branch",
                        "main",
                        "service_config",
                        Map.of("auto_deploy", true, "env", Map.of("GREETING", "hello"))));
        assertThat(begun.json().path("success").asBoolean())
                .as(begun.toString())
                .isTrue();
        assertThat(running.nobody()
                        .get("/ai/follow-me/x")
                        .json()
                        .path("greeting")
                        .asText())
                .isEqualTo("hello");
        String first = git(work, "rev-parse", "HEAD").strip();
        assertThat(source("follow-me").path("revision").asText()).isEqualTo(first);
        assertThat(source("follow-me").path("location").asText())
                .as("stays right when the platform listens elsewhere")
                .isEqualTo("/git/aiops/follow-me.git");
        assertThat(statusOf(url, first)).isEqualTo("success");
        assertThat(admin.get("/api/v1/algorithms/follow-me/versions")
                        .json()
                        .at("/items/0/revision")
                        .asText())
                .isEqualTo(first);

        Files.writeString(work.resolve("note.txt"), "second");
        git(work, "add", ".");
        git(work, "commit", "-qm", "second");
        git(work, "push", "-q", url(url), "HEAD:main");
        String second = git(work, "rev-parse", "HEAD").strip();

        await().atMost(LIMIT).untilAsserted(() -> {
            JsonNode service = admin.get("/api/v1/services/follow-me").json();
            assertThat(service.path("release").asInt()).isEqualTo(2);
            assertThat(service.path("status").asText()).isEqualTo("running");
        });
        assertThat(source("follow-me").path("revision").asText()).isEqualTo(second);
        assertThat(running.nobody()
                        .get("/ai/follow-me/x")
                        .json()
                        .path("greeting")
                        .asText())
                .as("what the first request said holds for a push too")
                .isEqualTo("hello");
        assertThat(running.home().resolve("follow-me/current/note.txt")).hasContent("second");
        assertThat(running.home().resolve("follow-me/current/.git")).doesNotExist();
    }

    @Test
    void aTagAndACommitAreDeployedAndNoPushMovesThem() throws Exception {
        String url = repository("pinned-one");
        Path work = pushed(url, "first");
        String first = git(work, "rev-parse", "HEAD").strip();
        Files.writeString(work.resolve("note.txt"), "second");
        git(work, "add", ".");
        git(work, "commit", "-qm", "second");
        git(work, "push", "-q", url(url), "HEAD:main");

        Answer done = admin.post(
                "/api/v1/services/deploy?wait=true",
                Map.of("service_id", "pinned-one", "repo_url", url, "branch", first));
        assertThat(done.json().path("success").asBoolean()).as(done.toString()).isTrue();
        assertThat(running.home().resolve("pinned-one/current/note.txt")).hasContent("first");
    }

    @Test
    void anAlgorithmIsRegisteredFromItsRepositoryWithAllFaultsAtOnce() throws Exception {
        String register = "/api/v1/algorithms/register-from-repo";
        String url = repository("to-register");
        Path work = pushed(url, "first");
        Answer registered = admin.post(register, Map.of("repo_url", url, "branch", "main"));
        assertThat(registered.status())
                .as("its manifest says no id: " + registered)
                .isEqualTo(400);
        Files.writeString(work.resolve("aiops.yaml"), """
                id: to-register
                name: 登记
                command: [python3, main.py]
                """);
        git(work, "commit", "-qam", "say who it is");
        git(work, "push", "-q", url(url), "HEAD:main");
        registered = admin.post(register, Map.of("repo_url", url, "branch", "main"));
        assertThat(registered.status()).as(registered.toString()).isBetween(200, 201);
        assertThat(admin.get("/api/v1/algorithms/to-register")
                        .json()
                        .path("name")
                        .asText())
                .isEqualTo("登记");

        Files.writeString(work.resolve("aiops.yaml"), """
                id: To Register
                port: lots
                timeout: -1
                runtime: cobol
                restart: {policy: maybe}
                """);
        git(work, "commit", "-qam", "five faults");
        git(work, "push", "-q", url(url), "HEAD:main");
        Answer faulty = admin.post(register, Map.of("repo_url", url, "branch", "main"));
        assertThat(faulty.status()).as(faulty.toString()).isEqualTo(400);
        assertThat(faulty.body()).contains("id", "port", "timeout", "runtime", "restart");
        assertThat(admin.post(register, Map.of("repo_url", "http://127.0.0.1:1/a/b.git"))
                        .status())
                .as("only the configured server is asked")
                .isEqualTo(403);
    }

    @Test
    void whatCannotBeFoundIsToldBeforeAnythingIsDeployed() throws Exception {
        String url = repository("half-there");
        Map<String, Object> wish = new HashMap<>(Map.of("algorithm_id", "half-there", "repo_url", url));
        Answer empty = admin.post(DEPLOY, wish);
        assertThat(empty.status()).as(empty.toString()).isEqualTo(404);
        assertThat(empty.json().path("detail").asText()).contains("commit");

        pushed(url, "first");
        wish.put("branch", "nowhere");
        Answer noBranch = admin.post(DEPLOY, wish);
        assertThat(noBranch.status()).isEqualTo(404);
        assertThat(noBranch.code()).isEqualTo("CODE_NOT_FOUND");
        assertThat(noBranch.json().path("detail").asText()).contains("nowhere").contains("main");

        wish.put("repo_url", url.replace("half-there", "not-there"));
        assertThat(admin.post(DEPLOY, wish).status()).isEqualTo(404);
        wish.put("repo_url", "ftp://example.org/x.git");
        assertThat(admin.post(DEPLOY, wish).status()).isEqualTo(400);
        wish.put("repo_url", "http://127.0.0.1:1/x/y.git");
        assertThat(admin.post(DEPLOY, wish).status()).isEqualTo(503);
        assertThat(running.user("git-stranger").post(DEPLOY, wish).status())
                .as("only administrators reach other servers")
                .isEqualTo(403);
        assertThat(admin.post(DEPLOY, Map.of("algorithm_id", "../x", "repo_url", url))
                        .status())
                .isEqualTo(400);
        assertThat(admin.get("/api/v1/services/half-there").status()).isEqualTo(404);
        assertThat(running.home().resolve("half-there")).doesNotExist();
    }

    @Test
    void aWebhookCountsOnceAndOnlyWhenItIsSigned() throws Exception {
        String url = repository("hooked");
        pushed(url, "first");
        Answer done = admin.post(
                DEPLOY + "?wait=true",
                Map.of(
                        "algorithm_id",
                        "hooked",
                        "repo_url",
                        url,
                        "branch",
                        "main",
                        "service_config",
                        Map.of("auto_deploy", true)));
        assertThat(done.json().path("success").asBoolean()).as(done.toString()).isTrue();
        String body =
                "{\"ref\": \"refs/heads/main\", \"before\": \"" + "0".repeat(40) + "\", \"after\": \"" + "a".repeat(40)
                        + "\", \"repository\": {\"full_name\": \"aiops/hooked\"}, \"pusher\": {\"login\": \"x\"}}";

        assertThat(webhook(body, "d-0", "secret").status())
                .as("no secret is set yet")
                .isEqualTo(401);
        assertThat(admin.post("/api/v1/config/gitea.webhook-secret", Map.of("value", "s3cret"))
                        .status())
                .isEqualTo(200);
        assertThat(running.nobody().post(WEBHOOK, body).code()).isEqualTo("UNSIGNED");
        assertThat(webhook(body, "d-1", "wrong").code()).isEqualTo("BAD_SIGNATURE");
        Answer told = webhook(body, "d-2", "s3cret");
        assertThat(told.status()).as(told.toString()).isEqualTo(202);
        assertThat(told.json().path("services").path(0).asText()).isEqualTo("hooked");
        assertThat(webhook(body, "d-2", "s3cret").json().path("status").asText())
                .isEqualTo("seen");
        assertThat(webhook("{}", "d-3", "s3cret").status()).isEqualTo(400);
        await().atMost(LIMIT)
                .until(() -> admin.get("/api/v1/services/hooked")
                                .json()
                                .path("release")
                                .asInt()
                        == 2);
    }

    private Answer webhook(String body, String delivery, String secret) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        return running.nobody()
                .send(running.nobody()
                        .request(WEBHOOK)
                        .header("Content-Type", "application/json")
                        .header("X-Gitea-Event", "push")
                        .header("X-Gitea-Delivery", delivery)
                        .header("X-Gitea-Signature", signature)
                        .POST(BodyPublishers.ofString(body)));
    }

    /** A new repository of the embedded server, by Gitea's own API. */
    private String repository(String name) {
        Answer made = admin.post("/git/api/v1/orgs/aiops/repos", Map.of("name", name, "default_branch", "main"));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return running.platform().address() + "/git/aiops/" + name + ".git";
    }

    private Path pushed(String url, String note) throws Exception {
        Path work = Files.createDirectories(folder.resolve("work-" + Math.abs(url.hashCode())));
        EchoProject.in(work);
        Files.writeString(work.resolve("note.txt"), note);
        git(work, "init", "-q", "-b", "main");
        git(work, "add", ".");
        git(work, "commit", "-qm", note);
        git(work, "push", "-q", url(url), "HEAD:main");
        return work;
    }

    /** With the name and the password of a person, as the git command line asks for them. */
    private static String url(String plain) {
        return plain.replace("://", "://admin:" + PlatformExtension.ADMIN_PASSWORD + "@");
    }

    private JsonNode source(String service) {
        JsonNode last = admin.get("/api/v1/deployments?service_id=" + service)
                .json()
                .path("items")
                .path(0);
        return last.path("source");
    }

    private String statusOf(String url, String commit) {
        String path =
                URI.create(url).getPath().replace("/git/", "/git/api/v1/repos/").replace(".git", "");
        String[] state = {""};
        await().atMost(LIMIT).until(() -> {
            state[0] = admin.get(path + "/commits/" + commit + "/status")
                    .json()
                    .path("state")
                    .asText();
            return state[0].equals("success") || state[0].equals("failure");
        });
        return state[0];
    }

    private static String git(Path work, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "git",
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.org",
                "-c",
                "credential.helper=",
                "-C",
                work.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
