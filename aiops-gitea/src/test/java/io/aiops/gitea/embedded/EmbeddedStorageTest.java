package io.aiops.gitea.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.error.AiOpsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies on disk: after restarts and kills, with many at once, and with hostile names. */
final class EmbeddedStorageTest {

    @TempDir
    private Path home;

    @Test
    void everythingIsThereAfterARestart() {
        JsonNode before;
        try (ServerUnderTest server = new ServerUnderTest(home)) {
            Caller ada = server.as("ada");
            ada.post("/user/repos", "{'name':'Kept','auto_init':true,'description':'d'}");
            ada.put("/repos/ada/kept/topics", "{'topics':['a']}");
            ada.post("/orgs", "{'username':'lab'}");
            ada.post(
                    "/repos/ada/kept/hooks",
                    "{'type':'gitea','config':{'url':'http://x.invalid/','content_type':'json'}}");
            String sha = ada.get("/repos/ada/kept/branches/main")
                    .json()
                    .at("/commit/id")
                    .asText();
            ada.post("/repos/ada/kept/statuses/" + sha, "{'state':'success'}");
            ada.post("/user/repos", "{'name':'old'}");
            ada.patch("/repos/ada/old", "{'name':'new'}");
            before = ada.get("/repos/ada/kept").json();
        }
        try (ServerUnderTest server = new ServerUnderTest(home)) {
            Caller ada = server.as("ada");
            JsonNode after = ada.get("/repos/ada/KEPT").json();
            assertThat(after.get("id")).isEqualTo(before.get("id"));
            assertThat(after.get("topics")).hasSize(1);
            assertThat(ada.get("/repos/ada/kept/hooks").json()).hasSize(1);
            assertThat(ada.get("/repos/ada/kept/commits/main/status")
                            .json()
                            .get("state")
                            .asText())
                    .isEqualTo("success");
            assertThat(ada.get("/user/orgs").text()).contains("lab");
            assertThat(ada.get("/repos/ada/old").status()).isEqualTo(307);
            assertThat(ada.post("/user/repos", "{'name':'next'}")
                            .json()
                            .get("id")
                            .asLong())
                    .isGreaterThan(after.get("id").asLong());
        }
    }

    @Test
    void ofManyWhoMakeOneRepositoryAtOnceExactlyOneDoes() throws Exception {
        try (ServerUnderTest server = new ServerUnderTest(home)) {
            for (int round = 0; round < 5; round++) {
                String body = "{'name':'Race" + round + "'}";
                List<Integer> statuses = together(
                        8,
                        i -> server.as("ada")
                                .post("/user/repos", i % 2 == 0 ? body : body.toLowerCase(java.util.Locale.ROOT))
                                .status());
                assertThat(statuses).containsOnly(201, 409).containsOnlyOnce(201);
            }
        }
    }

    @Test
    void ofManyCommitsToOneBranchAtOnceNoneIsLost() throws Exception {
        try (ServerUnderTest server = new ServerUnderTest(home)) {
            server.as("ada").post("/user/repos", "{'name':'busy','auto_init':true}");
            List<Integer> statuses = together(
                    20,
                    i -> server.as("ada")
                            .post("/repos/ada/busy/contents/f" + i, "{'content':'MQ=='}")
                            .status());
            assertThat(statuses).containsOnly(201);
            assertThat(server.as("ada").get("/repos/ada/busy/commits").header("X-Total"))
                    .hasValue("21");
            assertThat(server.as("ada").get("/repos/ada/busy/contents").json()).hasSize(21);
        }
    }

    @Test
    void pushesAndCommitsAtOnceLeaveEachAnHonestAnswer() throws Exception {
        try (ServerUnderTest server = new ServerUnderTest(home.resolve("repositories"))) {
            server.as("ada").post("/user/repos", "{'name':'busy','auto_init':true}");
            List<String> landed = together(10, i -> i % 2 == 0 ? pushed(server, i) : committed(server, i));
            List<String> there = new ArrayList<>();
            JsonNode all = server.as("ada")
                    .get("/repos/ada/busy/commits?limit=50&stat=false&files=false")
                    .json();
            all.forEach(each -> there.add(each.get("sha").asText()));
            assertThat(there)
                    .containsAll(landed.stream().filter(sha -> !sha.isEmpty()).toList());
        }
    }

    @Test
    void twentyPushesToTwentyRepositoriesAtOnceAllArrive() throws Exception {
        try (ServerUnderTest server = new ServerUnderTest(home.resolve("repositories"))) {
            List<String> landed = together(20, i -> {
                server.as("ada").post("/user/repos", "{'name':'r" + i + "'}");
                new GitCommand(home).run("clone", "-q", server.cloneUrl("ada", "ada/r" + i), "w" + i);
                GitCommand work = new GitCommand(home.resolve("w" + i));
                String commit = work.commit("f", "v" + i);
                work.run("push", "-q", "origin", "HEAD");
                return commit;
            });
            for (int i = 0; i < landed.size(); i++) {
                assertThat(server.as("ada")
                                .get("/repos/ada/r" + i + "/branches/main")
                                .json()
                                .at("/commit/id")
                                .asText())
                        .isEqualTo(landed.get(i));
            }
        }
    }

    @Test
    void whatAKillLeftHalfMadeIsGoneAfterTheNextStartAndTheNameIsFree() throws Exception {
        Process child = child("-Xmx64m", MakesUntilKilled.class, home.toString());
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> repositories() > 3);
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        Files.createDirectories(home.resolve(".aiops/aside/half.git/objects"));
        try (ServerUnderTest server = new ServerUnderTest(home)) {
            assertThat(Files.list(home.resolve(".aiops/aside"))).isEmpty();
            assertThat(server.as("ada").get("/users/ada/repos?limit=50").header("X-Total-Count"))
                    .hasValue(Long.toString(repositories()));
            JsonNode all = server.as("ada").get("/users/ada/repos?limit=50").json();
            for (JsonNode each : all) {
                String name = each.get("name").asText();
                assertThat(server.as("ada")
                                .get("/repos/ada/" + name + "/contents")
                                .status())
                        .as(name + " has its commit, or is empty")
                        .isIn(200, 404);
            }
            assertThat(server.as("ada").post("/user/repos", "{'name':'after'}").status())
                    .isEqualTo(201);
        }
    }

    @Test
    void aBareRepositoryThatSomebodyPutThereIsServed() {
        new GitCommand(home).run("init", "-q", "--bare", "repositories/ada/found.git");
        try (ServerUnderTest server = new ServerUnderTest(home.resolve("repositories"))) {
            assertThat(server.as("ada").get("/repos/ada/found").status()).isEqualTo(200);
        }
    }

    @Test
    void twoServersNeverHaveOneFolder() {
        try (ServerUnderTest server = new ServerUnderTest(home)) {
            assertThat(server.as("ada").get("/user").status()).isEqualTo(200);
            assertThatThrownBy(() -> new ServerUnderTest(home))
                    .isInstanceOf(AiOpsException.class)
                    .hasMessageContaining("another server has the folder");
        }
        new ServerUnderTest(home).close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "-",
                "a/b",
                "../up",
                "a..b",
                "x.git",
                "x.GIT",
                "x.wiki",
                "a b",
                "a\\\\b",
                "ü",
                "a%2e",
                "",
                "x\\u0000y",
                "x\\ny",
                ":x",
                "~",
                "$HOME",
                "*"
            })
    void hostileNamesAreRefusedBeforeTheyTouchAPath(String name) throws Exception {
        try (ServerUnderTest server = new ServerUnderTest(home)) {
            assertThat(server.as("ada")
                            .post("/user/repos", "{'name':'" + name + "'}")
                            .status())
                    .isEqualTo(422);
            assertThat(server.as("ada")
                            .post("/orgs", "{'username':'" + name + "'}")
                            .status())
                    .isEqualTo(422);
            try (Stream<Path> files = Files.list(home)) {
                assertThat(files.map(file -> file.getFileName().toString())).containsExactly(".aiops");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%2e%2e/.aiops.git/info/refs?service=git-upload-pack",
                "ada/%2e%2e%2f.aiops.git/info/refs?service=git-upload-pack",
                ".aiops/key",
                "ada/model.git/config",
                "ada/model.git/HEAD",
                "ada/model.git/objects/info/packs",
                "ada/model.git/repository.json",
                "ada/model.git/info/refs",
                "api/v1/repos/ada/model/raw/%2e%2e/%2e%2e/config",
                "api/v1/repos/ada/model/contents/.git/config",
                "api/v1/repos/ada/model/contents/%00",
                "api/v1/repos/ada/model/contents/%ff%fe",
                "api/v1/nothing"
            })
    void hostilePathsFindNothing(String path) {
        try (ServerUnderTest server = new ServerUnderTest(home)) {
            server.as("ada").post("/user/repos", "{'name':'model','auto_init':true}");
            Answer answer = server.as("ada").raw("GET", path, "");
            assertThat(answer.status()).as(answer.text()).isIn(400, 403, 404);
            assertThat(answer.text()).doesNotContain("[core]");
        }
    }

    @Test
    void aHundredAndTwentyRepositoriesAreListedInPagesOfFiftyWithoutADuplicate() {
        try (ServerUnderTest server = new ServerUnderTest(home)) {
            Caller ada = server.as("ada");
            IntStream.range(0, 120).forEach(i -> ada.post("/orgs/aiops/repos", "{'name':'r" + i + "'}"));
            TreeMap<Long, String> seen = new TreeMap<>();
            Answer page = ada.get("/orgs/aiops/repos?limit=1000");
            assertThat(page.header("X-Total-Count")).hasValue("120");
            String at = server.url() + "api/v1/orgs/aiops/repos?limit=50&page=";
            assertThat(page.header("Link")).hasValue("<" + at + "2>; rel=\"next\",<" + at + "3>; rel=\"last\"");
            for (int i = 1; i <= 3; i++) {
                page = ada.get("/orgs/aiops/repos?limit=50&page=" + i);
                page.json()
                        .forEach(each -> seen.put(
                                each.get("id").asLong(), each.get("name").asText()));
            }
            assertThat(seen).hasSize(120);
            assertThat(page.header("Link")).hasValue("<" + at + "1>; rel=\"first\",<" + at + "2>; rel=\"prev\"");
            assertThat(ada.get("/orgs/aiops/repos?page=9").json()).isEmpty();
            assertThat(ada.get("/orgs/aiops/repos").json()).hasSize(30);
        }
    }

    @Test
    void closingLeavesNoThreadAndMayBeRepeated() {
        ServerUnderTest server = new ServerUnderTest(home);
        server.as("ada").post("/user/repos", "{'name':'model','auto_init':true}");
        server.as("ada")
                .post(
                        "/repos/ada/model/hooks",
                        "{'type':'gitea','active':true,'config':{'url':'http://127.0.0.1:1/','content_type':'json'}}");
        server.as("ada").post("/repos/ada/model/contents/a", "{'content':'MQ=='}");
        server.close();
        server.close();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("gitea-") || name.startsWith("Scheduler-")));
    }

    private long repositories() throws IOException {
        Path owner = home.resolve("ada");
        if (!Files.exists(owner)) {
            return 0;
        }
        try (Stream<Path> folders = Files.list(owner)) {
            return folders.count();
        }
    }

    private String pushed(ServerUnderTest server, int i) {
        GitCommand here = new GitCommand(home);
        here.run("clone", "-q", server.cloneUrl("ada", "ada/busy"), "w" + i);
        GitCommand work = new GitCommand(home.resolve("w" + i));
        String commit = work.commit("pushed" + i, "v");
        return work.attempt("push", "-q", "origin", "HEAD").exit() == 0 ? commit : "";
    }

    private static String committed(ServerUnderTest server, int i) {
        Answer answer = server.as("ada").post("/repos/ada/busy/contents/made" + i, "{'content':'MQ=='}");
        return answer.status() == 201 ? answer.json().at("/commit/sha").asText() : "";
    }

    static Process child(String memory, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                memory,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static <T> List<T> together(int count, java.util.function.IntFunction<T> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(count);
        try {
            List<Callable<T>> tasks = IntStream.range(0, count)
                    .<Callable<T>>mapToObj(i -> () -> work.apply(i))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> future : executor.invokeAll(tasks, 120, TimeUnit.SECONDS)) {
                results.add(future.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }
}
