package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.algorithm.AlgorithmId;
import io.aiops.algorithm.FetchedCode;
import io.aiops.algorithm.RepositoryCode;
import io.aiops.app.Api.Answer;
import io.aiops.app.PlatformExtension.Running;
import io.aiops.app.algorithms.AlgorithmCalls;
import io.aiops.app.http.Caller;
import io.aiops.app.http.Json;
import io.aiops.app.http.RestApi;
import io.aiops.app.http.WebServer;
import io.aiops.project.ProjectSources;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Algorithms by REST, as a caller sees them. */
@ExtendWith(PlatformExtension.class)
class AlgorithmsTest {

    private static final String ALGORITHMS = "/api/v1/algorithms";
    private static final String COMMIT = "fedcba9876543210fedcba9876543210fedcba98";

    @TempDir
    Path folder;

    private Running running;
    private Api user;
    private Api admin;

    @BeforeEach
    void signIn(Running platform) {
        running = platform;
        user = platform.user("algorithmist");
        admin = platform.admin();
    }

    @Test
    void anAlgorithmIsRegisteredReadChangedAndDeleted() {
        Answer made = user.post(
                ALGORITHMS,
                Map.of("algorithm_id", "whole-life", "name", "文本分类", "description", "d", "category", "text"));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo(ALGORITHMS + "/whole-life");
        assertThat(made.json().path("status").asText()).isEqualTo("active");
        assertThat(made.json().path("created_by").asText()).isEqualTo("algorithmist");

        JsonNode read = user.get(ALGORITHMS + "/whole-life").json();
        assertThat(read.path("algorithm_id").asText()).isEqualTo("whole-life");
        assertThat(read.path("name").asText()).isEqualTo("文本分类");
        assertThat(read.path("repository").isNull()).isTrue();
        assertThat(read.path("services")).isEmpty();

        Answer changed = user.json("PATCH", ALGORITHMS + "/whole-life", Map.of("name", "Text", "status", "inactive"));
        assertThat(changed.json().path("name").asText()).isEqualTo("Text");
        assertThat(changed.json().path("status").asText()).isEqualTo("inactive");
        assertThat(changed.json().path("description").asText()).isEqualTo("d");

        assertThat(user.delete(ALGORITHMS + "/whole-life").status()).isEqualTo(403);
        assertThat(admin.delete(ALGORITHMS + "/whole-life").status()).isEqualTo(204);
        assertThat(user.get(ALGORITHMS + "/whole-life").status()).isEqualTo(404);
    }

    @Test
    void algorithmsAreListedInPages() {
        for (String id : List.of("page-a", "page-b", "page-c")) {
            user.post(ALGORITHMS, Map.of("algorithm_id", id, "category", "paging"));
        }

        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = user.get(ALGORITHMS + "?category=paging&limit=2&cursor=" + cursor)
                    .json();
            page.path("items")
                    .forEach(item -> seen.add(item.path("algorithm_id").asText()));
            cursor = page.path("next_cursor").asText("");
        } while (!cursor.isEmpty());

        assertThat(seen).containsExactly("page-a", "page-b", "page-c");
        assertThat(user.get(ALGORITHMS + "?cursor=..%2Fetc").status()).isEqualTo(400);
        assertThat(user.get(ALGORITHMS + "?status=asleep").status()).isEqualTo(400);
        assertThat(user.get(ALGORITHMS + "?limit=0").status()).isEqualTo(400);
    }

    @Test
    void whatIsUnknownIsNotFoundAndWhatIsThereIsAConflict() {
        user.post(ALGORITHMS, Map.of("algorithm_id", "twice"));
        Answer again = user.post(ALGORITHMS, Map.of("algorithm_id", "twice", "name", "other"));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("ALGORITHM_EXISTS");
        for (Answer unknown : List.of(
                user.get(ALGORITHMS + "/nobody"),
                user.get(ALGORITHMS + "/nobody/versions"),
                user.json("PATCH", ALGORITHMS + "/nobody", Map.of("name", "x")),
                admin.delete(ALGORITHMS + "/nobody"))) {
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.code()).isEqualTo("ALGORITHM_NOT_FOUND");
        }
    }

    @Test
    void ofTwoRegistrationsAtOnceOneIsMadeAndOneIsAConflict() throws Exception {
        CompletableFuture<Answer> one = CompletableFuture.supplyAsync(this::atOnce);
        CompletableFuture<Answer> two = CompletableFuture.supplyAsync(this::atOnce);

        assertThat(List.of(
                        one.get(60, TimeUnit.SECONDS).status(),
                        two.get(60, TimeUnit.SECONDS).status()))
                .containsExactlyInAnyOrder(201, 409);
    }

    private Answer atOnce() {
        return user.post(ALGORITHMS, Map.of("algorithm_id", "at-once"));
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        Answer refused = user.post(
                ALGORITHMS,
                Map.of("algorithm_id", "../etc", "name", " ", "description", "x".repeat(5000), "category", "a\u0000b"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("errors").findValuesAsText("field"))
                .containsExactly("algorithm_id", "name", "description", "category");
        Answer missing = user.post(ALGORITHMS, Map.of("nmae", "x"));
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.json().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("algorithm_id", "nmae");
        assertThat(user.json("PATCH", ALGORITHMS + "/x", Map.of("status", "gone"))
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "-a", "a-", "a_b", "a.b", "%2e%2e", "a%20b", "a%00b", "%27%3b--", "文本"})
    void aHostileIdIsRefusedEverywhere(String id) {
        String path = ALGORITHMS + "/" + id.replace("文本", "%E6%96%87%E6%9C%AC");

        for (Answer refused : List.of(
                user.get(path),
                user.get(path + "/versions"),
                user.json("PATCH", path, Map.of("name", "x")),
                admin.delete(path))) {
            assertThat(refused.status()).as(refused.toString()).isIn(400, 404);
        }
        assertThat(user.post(ALGORITHMS, Map.of("algorithm_id", id)).status()).isEqualTo(400);
    }

    @Test
    void anAlgorithmThatAServiceRunsIsDeletedOnlyByForce() throws IOException {
        user.post(ALGORITHMS, Map.of("algorithm_id", "in-use"));
        Path project = EchoProject.in(folder);
        Answer deployed = admin.post(
                "/api/v1/services/deploy?wait=true",
                Map.of("service_id", "in-use-service", "path", project.toString()));
        assertThat(deployed.status()).as(deployed.toString()).isEqualTo(200);
        running.platform().sdk().algorithms().use(AlgorithmId.of("in-use"), ServiceId.of("in-use-service"));

        assertThat(user.get(ALGORITHMS + "/in-use")
                        .json()
                        .path("services")
                        .get(0)
                        .asText())
                .isEqualTo("in-use-service");
        Answer refused = admin.delete(ALGORITHMS + "/in-use");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("ALGORITHM_IN_USE");
        assertThat(refused.json().path("services").get(0).asText()).isEqualTo("in-use-service");
        assertThat(admin.delete(ALGORITHMS + "/in-use?force=maybe").status()).isEqualTo(400);
        assertThat(admin.delete(ALGORITHMS + "/in-use?force=true").status()).isEqualTo(204);
        assertThat(user.get("/api/v1/services/in-use-service").status()).isEqualTo(200);
    }

    @Test
    void aRepositoryIsRegisteredByItsManifestOnceHoweverOftenItIsSent() throws IOException {
        project("{id: from-repo, name: From a repository, version: 2.0}");
        try (RegistrationServer server = new RegistrationServer()) {
            Answer first = server.register(Map.of("repo_url", server.url(), "branch", "dev"));
            Answer again = server.register(Map.of("repo_url", server.url(), "branch", "dev"));

            assertThat(first.status()).as(first.toString()).isEqualTo(201);
            assertThat(first.json().path("created").asBoolean()).isTrue();
            assertThat(first.json().at("/algorithm/algorithm_id").asText()).isEqualTo("from-repo");
            assertThat(first.json().at("/version/version").asText()).isEqualTo("2.0");
            assertThat(first.json().at("/version/revision").asText()).isEqualTo(COMMIT);
            assertThat(first.json().at("/repository/default_branch").asText()).isEqualTo("dev");
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.json().path("created").asBoolean()).isFalse();
        }
        JsonNode versions = user.get(ALGORITHMS + "/from-repo/versions").json();
        assertThat(versions.path("items")).hasSize(1);
        assertThat(versions.path("next_cursor").isNull()).isTrue();
        assertThat(user.get(ALGORITHMS + "/from-repo")
                        .json()
                        .at("/repository/clone_url")
                        .asText())
                .isEqualTo("https://git.example/team/code.git");
    }

    @Test
    void aManifestWithFiveFaultsNamesFiveAndRegistersNothing() throws IOException {
        project("{id: five-faults, port: 0, timeout: soon, prot: 1, runtime: cobol, command: [python, gone.py]}");
        try (RegistrationServer server = new RegistrationServer()) {
            Answer refused = server.register(Map.of("repo_url", server.url()));

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("INVALID_MANIFEST");
            assertThat(refused.json().path("errors").findValuesAsText("field"))
                    .containsExactlyInAnyOrder("port", "timeout", "prot", "runtime", "command");
        }
        assertThat(user.get(ALGORITHMS + "/five-faults").status()).isEqualTo(404);
    }

    @Test
    void anAddressWithCredentialsAndTwoRevisionsAreRefused() throws IOException {
        try (RegistrationServer server = new RegistrationServer()) {
            Answer credentials = server.register(Map.of("repo_url", "https://ann:hush-hush@git.example/team/code.git"));
            assertThat(credentials.status()).isEqualTo(400);
            assertThat(credentials.body()).contains("repo_url").doesNotContain("hush-hush");
            assertThat(server.register(Map.of("repo_url", server.url(), "branch", "a", "revision", "b"))
                            .status())
                    .isEqualTo(400);
            assertThat(server.register(Map.of()).status()).isEqualTo(400);
        }
    }

    private void project(String manifest) throws IOException {
        Files.writeString(folder.resolve("main.py"), "");
        Files.writeString(folder.resolve("aiops.yaml"), manifest);
    }

    /** The calls of algorithms with code that is brought from the folder of the test; everybody is ann. */
    private final class RegistrationServer implements AutoCloseable {

        private final WebServer server;

        RegistrationServer() throws BindException {
            RepositoryCode code = (url, revision, target) -> {
                new ProjectSources().copy(folder, target, (bytes, offset, length) -> {});
                return new FetchedCode(url, "team/code", revision.orElse("main"), COMMIT);
            };
            Json json = new Json();
            RestApi api = new RestApi(
                    new AlgorithmCalls(running.platform().sdk().algorithms(), Optional.of(code)).routes(),
                    json,
                    token -> Optional.of(new Caller("1", "ann", false, "2")),
                    running.platform().sdk().auditLog());
            server = WebServer.start(
                    new WebServer.Options("127.0.0.1", 0, List.of()), api, json, context -> context.status(404));
        }

        String url() {
            return "https://git.example/team/code.git";
        }

        Answer register(Map<String, String> body) {
            return Api.at(URI.create("http://127.0.0.1:" + server.port()))
                    .with("any")
                    .post(ALGORITHMS + "/register-from-repo", body);
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
