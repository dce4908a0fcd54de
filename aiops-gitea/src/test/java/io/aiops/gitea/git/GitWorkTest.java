package io.aiops.gitea.git;

import static io.aiops.gitea.git.GitServer.git;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiops.service.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GitWorkTest {

    private static final GitAccess ACCESS = GitAccess.token(Secret.of(GitServer.TOKEN));
    private static final GitChange CHANGE = new GitChange("a change", "Ann", "ann@example.invalid");

    @TempDir
    private Path temp;

    private GitServer server;
    private GitWire wire;
    private GitWork work;
    private Path seed;
    private GitRemote remote;

    @BeforeEach
    void start() throws IOException {
        server = new GitServer(temp.resolve("repositories"));
        wire = new GitWire(new GitTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(20)));
        work = new GitWork(wire, temp.resolve("scratch"));
        Path bare = server.create("algorithm");
        remote = GitRemote.of(server.url("algorithm"));
        seed = temp.resolve("seed");
        git(temp, "clone", "-q", bare.toString(), seed.toString());
        git(seed, "checkout", "-q", "-b", "main");
        commit("app.py", "print(1)\n");
    }

    @AfterEach
    void stop() {
        wire.close();
        server.close();
    }

    private String commit(String path, String text) throws IOException {
        Files.createDirectories(seed.resolve(path).getParent());
        Files.writeString(seed.resolve(path), text);
        git(seed, "add", "-A");
        git(seed, "commit", "-q", "-m", "add " + path);
        git(seed, "push", "-q", "origin", "HEAD");
        return git(seed, "rev-parse", "HEAD");
    }

    @Test
    void listsBranchesAndTagsWithTheirCommits() throws IOException {
        String first = git(seed, "rev-parse", "HEAD");
        git(seed, "tag", "plain");
        git(seed, "tag", "-a", "-m", "annotated", "release/1.0");
        git(seed, "push", "-q", "--tags");
        git(seed, "checkout", "-q", "-b", "feature/über#1");
        String second = commit("b.py", "2");

        RemoteRefs refs = work.refs(remote, ACCESS);

        assertThat(refs.branches())
                .containsEntry("main", first)
                .containsEntry("feature/über#1", second)
                .hasSize(2);
        assertThat(refs.tags())
                .containsEntry("plain", first)
                .containsEntry("release/1.0", first)
                .hasSize(2);
        assertThat(refs.defaultBranch()).contains("main");
        assertThat(refs.isEmpty()).isFalse();
    }

    @Test
    void checksOutByBranchTagAndCommitExactlyItsTreeWithoutGit() throws IOException {
        String first = git(seed, "rev-parse", "HEAD");
        git(seed, "tag", "-a", "-m", "annotated", "v/1");
        git(seed, "push", "-q", "--tags");
        commit("dir with space/100%/c#1/ü.txt", "text");
        Files.writeString(seed.resolve("run.sh"), "#!/bin/sh\n");
        seed.resolve("run.sh").toFile().setExecutable(true);
        Files.createSymbolicLink(seed.resolve("dir with space/link"), Path.of("../app.py"));
        git(seed, "checkout", "-q", "-b", "a/b");
        String second = commit("more.txt", "more");

        GitCheckout byBranch =
                work.checkout(remote, ACCESS, GitRevision.branch("a/b"), temp.resolve("1"), GitWatch.none());
        GitCheckout byTag = work.checkout(remote, ACCESS, GitRevision.tag("v/1"), temp.resolve("2"), GitWatch.none());
        GitCheckout byCommit =
                work.checkout(remote, ACCESS, GitRevision.commit(first), temp.resolve("3"), GitWatch.none());
        GitCheckout byDefault =
                work.checkout(remote, ACCESS, GitRevision.parse(" "), temp.resolve("4"), GitWatch.none());

        assertThat(byBranch.pin().commit()).isEqualTo(second);
        assertThat(byBranch.tree()).isEqualTo(git(seed, "rev-parse", "HEAD^{tree}"));
        assertThat(files(temp.resolve("1")))
                .containsExactly(
                        "app.py", "dir with space/100%/c#1/ü.txt", "dir with space/link", "more.txt", "run.sh");
        assertThat(Files.readSymbolicLink(temp.resolve("1/dir with space/link")))
                .isEqualTo(Path.of("../app.py"));
        assertThat(Files.isExecutable(temp.resolve("1/run.sh"))).isTrue();
        assertThat(Files.isExecutable(temp.resolve("1/app.py"))).isFalse();
        assertThat(byTag.pin().commit()).isEqualTo(first);
        assertThat(byCommit.pin().ref()).isEmpty();
        assertThat(files(temp.resolve("3"))).containsExactly("app.py");
        assertThat(byDefault.pin().ref()).contains("refs/heads/main");
        assertThat(temp.resolve("scratch")).isEmptyDirectory();
    }

    @Test
    void checkoutOfABranchThatMovesMeanwhileKeepsThePinnedCommit() throws IOException {
        GitPin pin = work.resolve(remote, ACCESS, GitRevision.parse("main"));
        commit("later.py", "later");

        work.checkout(remote, ACCESS, GitRevision.commit(pin.commit()), temp.resolve("out"), GitWatch.none());

        assertThat(files(temp.resolve("out"))).containsExactly("app.py");
    }

    @Test
    void checkoutDigsForACommitWhereTheServerGivesNoneByItsId() throws IOException {
        String first = git(seed, "rev-parse", "HEAD");
        commit("later.py", "later");
        try (OldProtocol old = new OldProtocol(server)) {
            GitRemote plain = GitRemote.of(old.url("algorithm"));
            work.checkout(plain, ACCESS, GitRevision.commit(first), temp.resolve("out"), GitWatch.none());
        }
        assertThat(files(temp.resolve("out"))).containsExactly("app.py");
    }

    @Test
    void aCommitThatIsGoneSaysSoAndNothingIsLeft() {
        GitException gone = failure(() -> work.checkout(
                remote, ACCESS, GitRevision.commit("1".repeat(40)), temp.resolve("out"), GitWatch.none()));

        assertThat(gone.fault()).isEqualTo(GitFault.COMMIT_GONE);
        assertThat(gone.message()).contains("force-pushed");
        assertThat(temp.resolve("out")).doesNotExist();
        assertThat(temp.resolve("scratch")).isEmptyDirectory();
    }

    @Test
    void anEmptyRepositoryAndAnUnknownBranchAreToldApart() {
        server.create("empty");
        GitRemote empty = GitRemote.of(server.url("empty"));

        assertThat(work.refs(empty, ACCESS).isEmpty()).isTrue();
        assertThat(failure(() -> work.resolve(empty, ACCESS, GitRevision.branch("main")))
                        .fault())
                .isEqualTo(GitFault.EMPTY);
        GitException unknown = failure(() -> work.resolve(remote, ACCESS, GitRevision.branch("mian")));
        assertThat(unknown.fault()).isEqualTo(GitFault.REF_NOT_FOUND);
        assertThat(unknown.message()).contains("mian").contains("main");
    }

    @Test
    void clonesFullShallowByTagAndByCommitAndKeepsNoToken() throws IOException {
        String first = git(seed, "rev-parse", "HEAD");
        git(seed, "tag", "v1");
        git(seed, "push", "-q", "--tags");
        String second = commit("b.py", "b");

        work.clone(remote, ACCESS, GitRevision.branch("main"), 0, temp.resolve("full"), GitWatch.none());
        work.clone(remote, ACCESS, GitRevision.branch("main"), 1, temp.resolve("shallow"), GitWatch.none());
        work.clone(remote, ACCESS, GitRevision.tag("v1"), 1, temp.resolve("tag"), GitWatch.none());
        work.clone(remote, ACCESS, GitRevision.commit(first), 0, temp.resolve("commit"), GitWatch.none());

        assertThat(git(temp.resolve("full"), "rev-list", "--count", "HEAD")).isEqualTo("2");
        assertThat(git(temp.resolve("full"), "status", "--porcelain")).isEmpty();
        assertThat(git(temp.resolve("full"), "symbolic-ref", "HEAD")).isEqualTo("refs/heads/main");
        assertThat(git(temp.resolve("shallow"), "rev-parse", "HEAD")).isEqualTo(second);
        assertThat(git(temp.resolve("shallow"), "rev-list", "--count", "HEAD")).isEqualTo("1");
        assertThat(git(temp.resolve("tag"), "rev-parse", "HEAD")).isEqualTo(first);
        assertThat(git(temp.resolve("commit"), "rev-parse", "HEAD")).isEqualTo(first);
        assertThat(textOfAll(temp.resolve("full/.git"))).doesNotContain(GitServer.TOKEN);
    }

    @Test
    void pullGoesForwardAndReportsAForcePush() throws IOException {
        Path copy = temp.resolve("copy");
        work.clone(remote, ACCESS, GitRevision.branch("main"), 1, copy, GitWatch.none());
        assertThat(work.pull(remote, ACCESS, copy, GitWatch.none()).isChanged()).isFalse();

        String ahead = commit("b.py", "b");
        GitPull pulled = work.pull(remote, ACCESS, copy, GitWatch.none());
        assertThat(pulled.after()).isEqualTo(ahead);
        assertThat(copy.resolve("b.py")).hasContent("b");
        assertThat(git(copy, "status", "--porcelain")).isEmpty();

        git(seed, "commit", "-q", "--amend", "-m", "rewritten");
        git(seed, "push", "-q", "-f", "origin", "HEAD");
        GitException forced = failure(() -> work.pull(remote, ACCESS, copy, GitWatch.none()));
        assertThat(forced.fault()).isEqualTo(GitFault.NOT_FAST_FORWARD);
        assertThat(forced.message()).contains("force-pushed");
        assertThat(git(copy, "rev-parse", "HEAD")).isEqualTo(ahead);
    }

    @Test
    void pullLeavesAChangedFileAlone() throws IOException {
        Path copy = temp.resolve("copy");
        work.clone(remote, ACCESS, GitRevision.branch("main"), 0, copy, GitWatch.none());
        Files.writeString(copy.resolve("app.py"), "mine");
        commit("app.py", "theirs");

        assertThat(failure(() -> work.pull(remote, ACCESS, copy, GitWatch.none()))
                        .fault())
                .isEqualTo(GitFault.CONFLICT);
        assertThat(copy.resolve("app.py")).hasContent("mine");
    }

    @Test
    void pushesASmallChangeAndRefusesToOverwrite() throws IOException {
        Path copy = temp.resolve("copy");
        work.clone(remote, ACCESS, GitRevision.branch("main"), 1, copy, GitWatch.none());
        Files.writeString(copy.resolve("new.py"), "new");
        Files.delete(copy.resolve("app.py"));

        String pushed = work.push(remote, ACCESS, copy, CHANGE, GitWatch.none());

        git(seed, "pull", "-q", "origin", "main");
        assertThat(git(seed, "rev-parse", "HEAD")).isEqualTo(pushed);
        assertThat(git(seed, "ls-files")).isEqualTo("new.py");
        assertThat(git(seed, "log", "-1", "--format=%an %ae %s")).isEqualTo("Ann ann@example.invalid a change");
        assertThat(work.push(remote, ACCESS, copy, CHANGE, GitWatch.none())).isEqualTo(pushed);

        String theirs = commit("theirs.py", "x");
        Files.writeString(copy.resolve("mine.py"), "y");
        GitException behind = failure(() -> work.push(remote, ACCESS, copy, CHANGE, GitWatch.none()));
        assertThat(behind.fault()).isEqualTo(GitFault.NOT_FAST_FORWARD);
        assertThat(work.refs(remote, ACCESS).branches()).containsEntry("main", theirs);
    }

    @Test
    void aPushWhoseAnswerWasLostIsNotMadeTwice() throws IOException {
        Path copy = temp.resolve("copy");
        work.clone(remote, ACCESS, GitRevision.branch("main"), 1, copy, GitWatch.none());
        Files.writeString(copy.resolve("new.py"), "new");
        server.loseNextAnswer();
        server.forget();

        String pushed = work.push(remote, ACCESS, copy, CHANGE, GitWatch.none());

        assertThat(work.refs(remote, ACCESS).branches()).containsEntry("main", pushed);
        assertThat(server.seen().stream()
                        .filter(seen -> seen.path().endsWith("receive-pack")
                                && seen.method().equals("POST")))
                .hasSize(1);
    }

    @Test
    void aPushIsTriedAgainWhereTheServerCouldNotServe() throws IOException {
        Path copy = temp.resolve("copy");
        work.clone(remote, ACCESS, GitRevision.branch("main"), 1, copy, GitWatch.none());
        Files.writeString(copy.resolve("new.py"), "new");
        server.failNext(503);

        String pushed = work.push(remote, ACCESS, copy, CHANGE, GitWatch.none());

        assertThat(work.refs(remote, ACCESS).branches()).containsEntry("main", pushed);
    }

    @Test
    void aHookThatRefusesIsQuoted() throws IOException {
        Path hook = temp.resolve("repositories/algorithm.git/hooks/pre-receive");
        Files.writeString(hook, "#!/bin/sh\necho main is protected here\nexit 1\n");
        hook.toFile().setExecutable(true);
        Path copy = temp.resolve("copy");
        work.clone(remote, ACCESS, GitRevision.branch("main"), 1, copy, GitWatch.none());
        Files.writeString(copy.resolve("new.py"), "new");

        GitException refused = failure(() -> work.push(remote, ACCESS, copy, CHANGE, GitWatch.none()));

        assertThat(refused.fault()).isEqualTo(GitFault.REJECTED);
        assertThat(refused.message()).contains("main is protected here");
    }

    @Test
    void saysWhoRefusedAndNeverTheToken() throws IOException {
        GitAccess wrong = GitAccess.token(Secret.of("wrong-token-987654321"));
        List<GitException> errors = List.of(
                failure(() -> work.refs(remote, wrong)),
                failure(() -> work.refs(remote, GitAccess.anonymous())),
                failure(() -> work.refs(GitRemote.of(server.url("forbidden")), ACCESS)),
                failure(() -> work.refs(GitRemote.of(server.url("nowhere")), ACCESS)),
                failure(() -> work.refs(GitRemote.of(server.url("moved")), ACCESS)),
                failure(() -> work.refs(GitRemote.of(URI.create("http://127.0.0.1:1/a/b.git")), ACCESS)));

        assertThat(errors.stream().map(GitException::fault))
                .containsExactly(
                        GitFault.UNAUTHORIZED,
                        GitFault.UNAUTHORIZED,
                        GitFault.FORBIDDEN,
                        GitFault.NOT_FOUND,
                        GitFault.MOVED,
                        GitFault.UNREACHABLE);
        assertThat(errors.get(2).message()).contains("archived");
        assertThat(errors.get(4).message()).contains("/new-name.git");
        assertThat(errors)
                .allSatisfy(error -> assertThat(error.toString())
                        .doesNotContain("wrong-token", GitServer.TOKEN, "Basic ", "service="));
        assertThat(ACCESS.toString()).doesNotContain(GitServer.TOKEN);
    }

    @Test
    void aWrongTokenIsTriedOnceOnly() {
        server.forget();
        GitException refused = failure(() -> work.clone(
                remote,
                GitAccess.token(Secret.of("wrong-token-987654321")),
                GitRevision.branch("main"),
                1,
                temp.resolve("out"),
                GitWatch.none()));
        assertThat(refused.fault()).isEqualTo(GitFault.UNAUTHORIZED);
        assertThat(temp.resolve("out")).doesNotExist();
    }

    @Test
    void aLoginPageIsNotTakenForGit() {
        server.speakHtml(true);
        GitException page = failure(() -> work.refs(remote, ACCESS));
        assertThat(page.fault()).isEqualTo(GitFault.PROTOCOL);
        assertThat(page.message()).contains("text/html").contains("login page");
    }

    @Test
    void cutsWhileReceivingLeaveNothing() throws IOException {
        commit("big.bin", new String(new byte[300_000], StandardCharsets.US_ASCII) + noise(400_000));
        try (CuttingProxy proxy = new CuttingProxy(server.port())) {
            GitRemote cut = GitRemote.of(proxy.url("algorithm"));
            proxy.reset();
            work.checkout(cut, ACCESS, GitRevision.branch("main"), temp.resolve("whole"), GitWatch.none());
            long all = proxy.received();
            for (long part : new long[] {10, 300, all / 4, all / 2, all - 100}) {
                proxy.cutOnceAfterReceiving(part);
                GitException failure = failure(() ->
                        work.checkout(cut, ACCESS, GitRevision.branch("main"), temp.resolve("out"), GitWatch.none()));
                assertThat(failure.fault()).as("after " + part).isIn(GitFault.CUT, GitFault.UNREACHABLE);
                assertThat(temp.resolve("out")).doesNotExist();
                assertThat(temp.resolve("scratch")).isEmptyDirectory();
            }
        }
    }

    @Test
    void aCancelEndsWithinASecondAlsoWhereTheServerIsSilent() throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(server.port())) {
            proxy.stallAfterSending(0);
            Cancellation cancellation = new Cancellation();
            List<GitProgress> events = new java.util.concurrent.CopyOnWriteArrayList<>();
            CompletableFuture<GitException> end = CompletableFuture.supplyAsync(() -> failure(() -> work.checkout(
                    GitRemote.of(proxy.url("algorithm")),
                    ACCESS,
                    GitRevision.branch("main"),
                    temp.resolve("out"),
                    new GitWatch(events::add, cancellation))));
            org.awaitility.Awaitility.await().until(() -> proxy.sent() > 0);
            long asked = System.nanoTime();
            cancellation.cancel();

            assertThat(end.get().fault()).isEqualTo(GitFault.CANCELLED);
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(1));
            assertThat(events.get(events.size() - 1).phase()).isEqualTo(GitProgress.Phase.CANCELLED);
            assertThat(temp.resolve("out")).doesNotExist();
        }
    }

    @Test
    void silenceOfTheServerEndsByItself() throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(server.port());
                GitWire impatient = new GitWire(
                        new GitTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMillis(300)))) {
            proxy.stallAfterSending(0);
            GitException silent = failure(() ->
                    new GitWork(impatient, temp.resolve("scratch")).refs(GitRemote.of(proxy.url("algorithm")), ACCESS));
            assertThat(silent.fault()).isEqualTo(GitFault.TIMEOUT);
        }
    }

    @Test
    void aHostileTreeIsRefusedAndNothingOfItIsWritten() throws IOException {
        List<String> hostile = List.of(
                tree("120000 blob " + blob("/etc") + "\tout"),
                tree("120000 blob " + blob("../../elsewhere") + "\tout"),
                tree(
                        "040000 tree " + tree("120000 blob " + blob("..") + "\tup") + "\ta",
                        "120000 blob " + blob("a/up/../..") + "\tout"),
                tree("100644 blob " + blob("x") + "\t.GIT"),
                tree("040000 tree " + tree("100755 blob " + blob("x") + "\tpost-checkout") + "\tgit~1"),
                tree(
                        "120000 blob " + blob("sub") + "\tLink",
                        "040000 tree " + tree("100644 blob " + blob("x") + "\tf") + "\tlink"));
        int number = 0;
        for (String tree : hostile) {
            String commit = git(seed, "commit-tree", tree, "-m", "hostile");
            String branch = "hostile-" + number++;
            git(temp.resolve("repositories/algorithm.git"), "config", "receive.fsckObjects", "false");
            git(seed, "push", "-q", "origin", commit + ":refs/heads/" + branch);
            GitException refused = failure(() ->
                    work.checkout(remote, ACCESS, GitRevision.branch(branch), temp.resolve("out"), GitWatch.none()));
            assertThat(refused.fault()).as(branch).isEqualTo(GitFault.UNSAFE_TREE);
            assertThat(temp.resolve("out")).doesNotExist();
            GitException notCloned = failure(() ->
                    work.clone(remote, ACCESS, GitRevision.branch(branch), 1, temp.resolve("clone"), GitWatch.none()));
            assertThat(notCloned.fault()).as(branch).isEqualTo(GitFault.UNSAFE_TREE);
            assertThat(temp.resolve("clone")).doesNotExist();
        }
    }

    @Test
    void hooksFiltersAndSubmodulesOfACloneRunNothing() throws IOException {
        Files.writeString(seed.resolve(".gitattributes"), "*.py filter=evil\n");
        Files.writeString(
                seed.resolve(".gitmodules"), "[submodule \"s\"]\n\tpath = s\n\turl = http://127.0.0.1:1/s.git\n");
        Files.createDirectories(seed.resolve("s"));
        git(seed, "update-index", "--add", "--cacheinfo", "160000," + git(seed, "rev-parse", "HEAD") + ",s");
        commit("c.py", "c");
        Path copy = temp.resolve("copy");
        work.clone(remote, ACCESS, GitRevision.branch("main"), 1, copy, GitWatch.none());
        Path witness = temp.resolve("witness");
        git(copy, "config", "filter.evil.clean", "touch " + witness);
        git(copy, "config", "filter.evil.smudge", "touch " + witness);
        git(copy, "config", "core.hooksPath", copy.resolve(".git/hooks").toString());
        for (String hook : List.of("pre-commit", "post-commit", "pre-push", "post-checkout", "post-merge")) {
            Path file = copy.resolve(".git/hooks/" + hook);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "#!/bin/sh\ntouch " + witness + "\n");
            file.toFile().setExecutable(true);
        }
        commit("d.py", "d");

        work.pull(remote, ACCESS, copy, GitWatch.none());
        Files.writeString(copy.resolve("e.py"), "e");
        work.push(remote, ACCESS, copy, CHANGE, GitWatch.none());
        GitCheckout checkout =
                work.checkout(remote, ACCESS, GitRevision.branch("main"), temp.resolve("out"), GitWatch.none());

        assertThat(witness).doesNotExist();
        assertThat(checkout.submodules()).isEqualTo(1);
        assertThat(files(temp.resolve("out"))).contains("e.py").noneMatch(path -> path.startsWith("s/"));
    }

    private String blob(String text) throws IOException {
        Path file = Files.writeString(temp.resolve("blob"), text);
        return git(seed, "hash-object", "-w", file.toString());
    }

    private String tree(String... lines) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("git", "mktree").directory(seed.toFile());
        Process process = builder.start();
        process.getOutputStream().write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    static String noise(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String textOfAll(Path folder) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                all.append(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    static List<String> files(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.filter(path -> !Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .forEach(path -> found.add(folder.relativize(path).toString()));
        }
        return found.stream().sorted().toList();
    }

    private static GitException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(GitException.class, call);
    }
}
