package io.aiops.gitea.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The git command line against the server. */
final class EmbeddedGitTest {

    private static final String UPLOAD = "refs/aiops/upload/1";

    private final List<PushEvent> heard = new CopyOnWriteArrayList<>();

    @TempDir
    private Path home;

    private ServerUnderTest server;

    @BeforeEach
    void startServer() {
        server = new ServerUnderTest(
                home.resolve("repositories"),
                builder ->
                        builder.listener(heard::add).limits(GitLimits.standard().withPush(1_000_000, 3_000_000)));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void gitClonesAnEmptyRepositoryPushesAndClonesAgain() {
        GitCommand work = fresh("model");
        String commit = work.commit("src/main.py", "print(1)\n");
        work.run("push", "-q", "origin", "HEAD");

        assertThat(cloned("model", "again").run("rev-parse", "HEAD")).isEqualTo(commit);
        assertThat(home.resolve("again/src/main.py")).hasContent("print(1)\n");
        assertThat(work.run("branch", "--show-current")).isEqualTo("main");
        assertThat(server.as("bob").get("/repos/ada/model").json().get("empty").asBoolean())
                .isFalse();
    }

    @Test
    void theFirstBranchThatIsPushedBecomesTheDefault() {
        GitCommand work = fresh("model");
        work.run("checkout", "-q", "-b", "trunk");
        work.commit("a", "1");
        work.run("push", "-q", "origin", "trunk");
        assertThat(server.as("ada")
                        .get("/repos/ada/model")
                        .json()
                        .get("default_branch")
                        .asText())
                .isEqualTo("trunk");
        assertThat(cloned("model", "again").run("branch", "--show-current")).isEqualTo("trunk");
    }

    @Test
    void aShallowCloneHasOneCommitAndCanBeDeepened() {
        GitCommand work = fresh("model");
        for (int i = 0; i < 4; i++) {
            work.commit("a", "v" + i);
        }
        work.run("push", "-q", "origin", "HEAD");
        GitCommand shallow = cloned("model", "shallow", "--depth", "1");
        assertThat(shallow.run("rev-list", "--count", "HEAD")).isEqualTo("1");
        shallow.run("fetch", "-q", "--unshallow");
        assertThat(shallow.run("rev-list", "--count", "HEAD")).isEqualTo("4");
    }

    @Test
    void aCommitIsFetchedByItsIdAloneEvenWhenNoBranchHasIt() {
        GitCommand work = fresh("model");
        work.commit("a", "1");
        String lost = work.commit("a", "2");
        work.run("push", "-q", "origin", "HEAD");
        work.run("reset", "-q", "--hard", "HEAD~1");
        work.commit("a", "3");
        work.run("push", "-q", "--force", "origin", "HEAD");
        GitCommand other = new GitCommand(home.resolve("other"));
        new GitCommand(home).run("init", "-q", "other");
        for (String version : List.of("0", "2")) {
            other.run(
                    "-c",
                    "protocol.version=" + version,
                    "fetch",
                    "-q",
                    "--depth",
                    "1",
                    server.cloneUrl("ada", "ada/model"),
                    lost);
            assertThat(other.run("rev-parse", "FETCH_HEAD")).isEqualTo(lost);
        }
    }

    @Test
    void branchesAndTagsArePushedForcedAndDeletedAndTheListenerHearsOfEach() {
        GitCommand work = fresh("model");
        String first = work.commit("a", "1");
        work.run("push", "-q", "origin", "HEAD");
        work.run("tag", "v1");
        work.run("tag", "-a", "v2", "-m", "two");
        work.run("push", "-q", "origin", "HEAD:feature/x", "--tags");
        work.run("commit", "-q", "--amend", "-m", "again");
        String second = work.run("rev-parse", "HEAD");
        assertThat(work.attempt("push", "origin", "HEAD:feature/x").text()).contains("rejected");
        work.run("push", "-q", "--force", "origin", "HEAD:feature/x");
        work.run("push", "-q", "origin", ":feature/x", ":v1");

        await().atMost(Duration.ofSeconds(20)).until(() -> heard.size() == 7);
        assertThat(heard.get(0))
                .isEqualTo(new PushEvent("ada", "model", "refs/heads/main", "0".repeat(40), first, "ada"));
        assertThat(heard)
                .contains(new PushEvent("ada", "model", "refs/heads/feature/x", first, second, "ada"))
                .contains(new PushEvent("ada", "model", "refs/heads/feature/x", second, "0".repeat(40), "ada"));
        assertThat(work.run("ls-remote", "origin")).contains("refs/tags/v2^{}").doesNotContain("refs/tags/v1");
    }

    @Test
    void theDefaultBranchCannotBeDeletedByAPush() {
        GitCommand work = fresh("model");
        work.commit("a", "1");
        work.run("push", "-q", "origin", "HEAD");
        assertThat(work.attempt("push", "origin", ":main").text()).contains("the default branch cannot be deleted");
    }

    @Test
    void refsOfUploadsArePushedAndDeletedInSilence() {
        GitCommand work = fresh("model");
        work.commit("a", "1");
        String tree = work.run("rev-parse", "HEAD^{tree}");
        work.run("push", "-q", "origin", tree + ":" + UPLOAD);
        assertThat(server.as("ada")
                        .get("/repos/ada/model/git/refs/aiops/")
                        .json()
                        .at("/0/object/type")
                        .asText())
                .isEqualTo("tree");
        assertThat(server.as("ada").get("/repos/ada/model").json().get("empty").asBoolean())
                .isTrue();
        work.run("push", "-q", "origin", "HEAD:main");
        work.run("push", "-q", "origin", ":" + UPLOAD);
        await().atMost(Duration.ofSeconds(20)).until(() -> heard.size() == 1);
        assertThat(heard.get(0).ref()).isEqualTo("refs/heads/main");
    }

    @Test
    void refsOfUploadsThatNobodyWentOnWithAreRemovedByTheNextUpload() throws Exception {
        GitCommand work = fresh("model");
        work.commit("a", "1");
        work.run("push", "-q", "origin", "HEAD:" + UPLOAD);
        Path ref = home.resolve("repositories/ada/model.git/" + UPLOAD);
        Files.setLastModifiedTime(ref, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
        work.run("push", "-q", "origin", "HEAD:refs/aiops/upload/2");
        assertThat(work.run("ls-remote", "origin")).contains("upload/2").doesNotContain("upload/1");
    }

    @Test
    void pushesAreRefusedToWhoMayNotWriteAndToArchivedRepositories() {
        GitCommand work = fresh("model");
        work.commit("a", "1");
        assertThat(work.attempt("push", server.cloneUrl("bob", "ada/model"), "HEAD:main")
                        .text())
                .contains("403");
        assertThat(work.attempt("push", server.url() + "ada/model.git", "HEAD:main")
                        .exit())
                .isNotZero();
        String wrong = server.cloneUrl("ada", "ada/model").replace(ServerUnderTest.PASSWORD, "wrong");
        assertThat(work.attempt("push", wrong, "HEAD:main").text()).containsIgnoringCase("authentication failed");
        work.run("push", "-q", server.cloneUrl("root", "ada/model"), "HEAD:main");
        server.as("ada").patch("/repos/ada/model", "{'archived':true}");
        work.commit("a", "2");
        assertThat(work.attempt("push", "origin", "HEAD:main").text()).contains("403");
        assertThat(cloned("model", "again").run("rev-list", "--count", "HEAD")).isEqualTo("1");
    }

    @Test
    void aTokenIsAPasswordWithAnyUserName() {
        GitCommand work = fresh("model");
        work.commit("a", "1");
        String url = "http://anyone:" + ServerUnderTest.TOKEN + "@127.0.0.1:"
                + server.url().getPort() + "/ada/model";
        work.run("push", "-q", url + ".git", "HEAD:main");
        assertThat(server.withHeader("Bearer " + ServerUnderTest.TOKEN)
                        .get("/user")
                        .status())
                .isEqualTo(200);
        String asUser = ServerUnderTest.basic(ServerUnderTest.TOKEN, "x-oauth-basic");
        assertThat(server.withHeader("Basic " + asUser).get("/user").status()).isEqualTo(200);
    }

    @Test
    void whatMayNotBeSeenIsNotFoundByGitEither() {
        server.as("ada").post("/user/repos", "{'name':'secret','private':true}");
        GitCommand here = new GitCommand(home);
        assertThat(here.attempt("ls-remote", server.cloneUrl("bob", "ada/secret"))
                        .text())
                .contains("not found");
        assertThat(here.attempt("ls-remote", server.cloneUrl("bob", "ada/none")).text())
                .contains("not found");
        assertThat(here.attempt("ls-remote", server.cloneUrl("root", "ada/secret"))
                        .exit())
                .isZero();
    }

    @Test
    void aRenamedRepositoryIsStillClonedByItsOldName() {
        GitCommand work = fresh("old");
        String commit = work.commit("a", "1");
        work.run("push", "-q", "origin", "HEAD");
        server.as("ada").patch("/repos/ada/old", "{'name':'new'}");
        assertThat(new GitCommand(home).run("ls-remote", server.cloneUrl("ada", "ada/new")))
                .contains(commit);
        GitCommand here = new GitCommand(home);
        assertThat(here.attempt("ls-remote", server.cloneUrl("ada", "ada/old")).text())
                .contains(commit);
    }

    @Test
    void anObjectAboveTheLimitAndAPackAboveTheLimitAreRefused() throws Exception {
        GitCommand work = fresh("model");
        byte[] random = new byte[1_500_000];
        new java.util.Random(1).nextBytes(random);
        Files.write(work.folder().resolve("big"), random);
        work.commit("a", "1");
        assertThat(work.attempt("push", "origin", "HEAD").exit()).isNotZero();
        assertThat(server.as("ada").get("/repos/ada/model").json().get("empty").asBoolean())
                .isTrue();
        GitCommand many = fresh("many");
        for (int i = 0; i < 5; i++) {
            byte[] part = new byte[900_000];
            new java.util.Random(i).nextBytes(part);
            Files.write(many.folder().resolve("part" + i), part);
        }
        many.commit("a", "1");
        assertThat(many.attempt("push", "origin", "HEAD").exit()).isNotZero();
    }

    @Test
    void aCorruptObjectIsRefused() throws Exception {
        GitCommand work = fresh("model");
        Path raw = home.resolve("tree");
        java.io.ByteArrayOutputStream tree = new java.io.ByteArrayOutputStream();
        work.commit("a", "1");
        String blob = work.run("rev-parse", "HEAD:a");
        tree.writeBytes("100644 .git\0".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        tree.writeBytes(java.util.HexFormat.of().parseHex(blob));
        Files.write(raw, tree.toByteArray());
        String bad = work.run("hash-object", "-w", "--literally", "-t", "tree", raw.toString());
        String commit = work.run("commit-tree", bad, "-m", "bad");
        assertThat(work.attempt("push", "origin", commit + ":refs/heads/main").text())
                .contains("invalid name '.git'");
    }

    @Test
    void hooksAndSettingsOfTheMachineHaveNoSay() throws Exception {
        GitCommand work = fresh("model");
        Path repository = home.resolve("repositories/ada/model.git");
        Path ran = home.resolve("ran");
        for (String hook : List.of("pre-receive", "update", "post-receive", "post-update")) {
            Path file = Files.createDirectories(repository.resolve("hooks")).resolve(hook);
            Files.writeString(file, "#!/bin/sh\ntouch " + ran + "\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        work.commit("a", "1");
        work.run("push", "-q", "origin", "HEAD");
        assertThat(ran).doesNotExist();
        JsonNode tree = server.as("ada").get("/repos/ada/model/git/trees/main").json();
        assertThat(tree.get("tree")).hasSize(1);
    }

    private GitCommand fresh(String name) {
        assertThat(server.as("ada")
                        .post("/user/repos", "{'name':'" + name + "'}")
                        .status())
                .isEqualTo(201);
        return cloned(name, "work-" + name);
    }

    private GitCommand cloned(String name, String folder, String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "clone";
        System.arraycopy(options, 0, arguments, 1, options.length);
        arguments[options.length + 1] = server.cloneUrl("ada", "ada/" + name);
        arguments[options.length + 2] = folder;
        new GitCommand(home).run(arguments);
        return new GitCommand(home.resolve(folder));
    }
}
