package io.aiops.gitea.upload;

import static io.aiops.gitea.git.GitServer.git;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiops.gitea.git.Cancellation;
import io.aiops.gitea.git.CuttingProxy;
import io.aiops.gitea.git.GitCheckout;
import io.aiops.gitea.git.GitException;
import io.aiops.gitea.git.GitFault;
import io.aiops.gitea.git.GitRemote;
import io.aiops.gitea.git.GitRevision;
import io.aiops.gitea.git.GitWatch;
import io.aiops.gitea.git.GitWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UploadTest {

    @TempDir
    private Path temp;

    private UploadFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new UploadFixture(temp);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aFolderBecomesOneCommitOnAnEmptyRepository() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("project/dir with space/100%/c#1"))
                .getParent()
                .getParent()
                .getParent();
        Files.writeString(folder.resolve("dir with space/100%/c#1/ü模.txt"), "text\n".repeat(1000));
        Files.writeString(folder.resolve("run.sh"), "#!/bin/sh\n");
        folder.resolve("run.sh").toFile().setExecutable(true);
        Files.createSymbolicLink(folder.resolve("link"), Path.of("run.sh"));
        Files.createFile(folder.resolve("empty"));
        Files.writeString(folder.resolve("twin"), "#!/bin/sh\n");

        UploadResult result = fixture.upload(folder, fixture.target());

        assertThat(result.route()).isEqualTo(UploadRoute.PUSH);
        assertThat(fixture.tip()).isEqualTo(result.commit());
        assertThat(git(fixture.bare, "rev-list", "--count", "main")).isEqualTo("1");
        assertThat(git(fixture.bare, "log", "-1", "--format=%an %ae %s %b", "main"))
                .isEqualTo("Ann ann@example.invalid upload of files");
        Path clone = fixture.clone("clone");
        fixture.requireSame(folder, clone);
        assertThat(clone.resolve("run.sh")).isExecutable();
        assertThat(Files.isSymbolicLink(clone.resolve("link"))).isTrue();
        fixture.requireWhole();
        assertThat(fixture.refs()).containsExactly("refs/heads/main");
        assertThat(temp.resolve("home/running")).isEmptyDirectory();
    }

    @Test
    void theSecondUploadAddsOrReplacesAndSendsOnlyWhatIsNew() throws IOException {
        Path first = fixture.noise("first", 1, 10, 50_000);
        String base = fixture.upload(first, fixture.target()).commit();
        Path second = Files.createDirectories(temp.resolve("second"));
        Files.writeString(second.resolve("new.py"), "new");
        Files.copy(first.resolve("part0/file0.dat"), second.resolve("again.dat"));

        UploadResult added = fixture.upload(second, fixture.target());
        assertThat(git(fixture.bare, "rev-parse", added.commit() + "^")).isEqualTo(base);
        assertThat(git(fixture.bare, "ls-tree", "-r", "--name-only", "main").split("\n"))
                .hasSize(12);
        assertThat(added.bytesSent()).isLessThan(5_000);
        assertThat(added.bytesResumed()).isEqualTo(50_000);

        UploadResult same = fixture.upload(second, fixture.target());
        assertThat(same.isChanged()).isFalse();
        assertThat(same.commit()).isEqualTo(added.commit());

        UploadResult replaced = fixture.upload(second, fixture.target().replacing());
        assertThat(git(fixture.bare, "ls-tree", "-r", "--name-only", "main").split("\n"))
                .containsExactly("again.dat", "new.py");
        assertThat(replaced.isChanged()).isTrue();
        fixture.requireWhole();
    }

    @Test
    void aFileMayTakeThePlaceOfAFolderAndTheOtherWayRound() throws IOException {
        Path first = Files.createDirectories(temp.resolve("first/a")).getParent();
        Files.writeString(first.resolve("a/b"), "1");
        Files.writeString(first.resolve("c"), "2");
        fixture.upload(first, fixture.target());
        Path second = Files.createDirectories(temp.resolve("second/c")).getParent();
        Files.writeString(second.resolve("a"), "3");
        Files.writeString(second.resolve("c/d"), "4");

        fixture.upload(second, fixture.target());

        assertThat(git(fixture.bare, "ls-tree", "-r", "--name-only", "main").split("\n"))
                .containsExactly("a", "c/d");
        fixture.requireWhole();
    }

    @Test
    void aBranchThatMovedMeanwhileIsNeverOverwritten() throws IOException {
        Path folder = fixture.noise("project", 1, 3, 1000);
        String first = fixture.upload(folder, fixture.target()).commit();
        Files.writeString(folder.resolve("mine"), "mine");
        String[] theirs = new String[1];
        fixture.server.beforeNextPush(() -> {
            String tree = git(fixture.bare, "rev-parse", first + "^{tree}");
            theirs[0] = git(fixture.bare, "commit-tree", tree, "-p", first, "-m", "theirs");
            git(fixture.bare, "update-ref", "refs/heads/main", theirs[0]);
        });

        GitException conflict = failure(() -> fixture.upload(folder, fixture.target()));

        assertThat(conflict.fault()).isEqualTo(GitFault.CONFLICT);
        assertThat(fixture.tip()).isEqualTo(theirs[0]);
        GitException expected =
                failure(() -> fixture.upload(folder, fixture.target().expecting(first)));
        assertThat(expected.fault()).isEqualTo(GitFault.CONFLICT);
        fixture.upload(folder, fixture.target());
        assertThat(git(fixture.bare, "rev-parse", "main^")).isEqualTo(theirs[0]);
    }

    @Test
    void aLostAnswerMakesNoSecondCommit() throws IOException {
        Path folder = fixture.noise("project", 1, 3, 1000);
        fixture.server.loseNextAnswer();

        UploadResult result = fixture.upload(folder, fixture.target());

        assertThat(fixture.tip()).isEqualTo(result.commit());
        assertThat(git(fixture.bare, "rev-list", "--count", "main")).isEqualTo("1");
    }

    @Test
    void aFileThatChangesWhileItIsReadFailsTheUpload() throws IOException {
        Path folder = fixture.noise("project", 1, 3, 1000);
        try (Upload upload = fixture.open(folder)) {
            Files.writeString(folder.resolve("part0/file0.dat"), "shorter");
            GitException changed = failure(() -> fixture.engine().run(upload, fixture.target(), UploadWatch.none()));
            assertThat(changed.fault()).isEqualTo(GitFault.SOURCE_CHANGED);
        }
        assertThat(fixture.refs()).isEmpty();
    }

    @Test
    void fewSmallFilesGoByOneRequestToTheApiIfThereIsOne() throws IOException {
        Path folder = fixture.noise("project", 1, 3, 1000);
        List<ContentsCommit.Request> asked = new ArrayList<>();
        UploadEngine engine = new UploadEngine(
                fixture.wire,
                temp.resolve("home"),
                fixture.limits,
                Optional.of(request -> {
                    asked.add(request);
                    return "c".repeat(40);
                }),
                Clock.systemUTC());
        try (Upload upload = fixture.open(folder)) {
            assertThat(engine.preflight(upload, fixture.target()).route()).isEqualTo(UploadRoute.CONTENTS);
            assertThat(engine.run(upload, fixture.target(), UploadWatch.none()).commit())
                    .isEqualTo("c".repeat(40));
        }
        assertThat(asked).singleElement().satisfies(request -> {
            assertThat(request.files()).hasSize(3);
            assertThat(request.tip()).isEmpty();
        });
        try (Upload upload = fixture.open(fixture.noise("many", 2, 21, 10))) {
            assertThat(engine.preflight(upload, fixture.target()).route()).isEqualTo(UploadRoute.PUSH);
        }
    }

    @Test
    void whenTheApiDoesNotTakeItTheUploadGoesByPush() throws IOException {
        UploadEngine engine = new UploadEngine(
                fixture.wire,
                temp.resolve("home"),
                fixture.limits,
                Optional.of(request -> {
                    throw new GitException(GitFault.TOO_LARGE, "413");
                }),
                Clock.systemUTC());
        try (Upload upload = fixture.open(fixture.noise("project", 1, 3, 1000))) {
            UploadResult result = engine.run(upload, fixture.target(), UploadWatch.none());
            assertThat(result.route()).isEqualTo(UploadRoute.PUSH);
            assertThat(fixture.tip()).isEqualTo(result.commit());
        }
    }

    @Test
    void twoUploadsToOneBranchFromOneHostAreToldApart() throws IOException {
        Path folder = fixture.noise("project", 1, 3, 1000);
        GitException[] second = new GitException[1];
        fixture.server.beforeNextPush(() -> second[0] = failure(() -> fixture.upload(folder, fixture.target())));
        fixture.upload(folder, fixture.target());
        assertThat(second[0].fault()).isEqualTo(GitFault.CONFLICT);
        assertThat(second[0].message()).contains("under way");
    }

    @Test
    void aConnectionCutAtAnyByteEndsWithTheCommitOrTheBranchAsItWas() throws IOException {
        Path folder = fixture.noise("project", 1, 12, 50_000);
        try (CuttingProxy proxy = new CuttingProxy(fixture.server.port())) {
            fixture.server.create("measure");
            proxy.reset();
            fixture.upload(folder, UploadFixture.target(proxy.url("measure")).limitedTo(256 << 10));
            long sent = proxy.sent();
            long received = proxy.received();
            int number = 0;
            for (int step = 0; step < 8; step++) {
                for (boolean up : new boolean[] {true, false}) {
                    String name = "cut" + number++;
                    Path bare = fixture.server.create(name);
                    UploadTarget target = UploadFixture.target(proxy.url(name)).limitedTo(256 << 10);
                    if (up) {
                        proxy.cutOnceAfterSending(sent * step / 8 + 57);
                    } else {
                        proxy.cutOnceAfterReceiving(received * step / 8 + 20);
                    }
                    String commit;
                    try {
                        commit = fixture.upload(folder, target).commit();
                    } catch (GitException cut) {
                        assertThat(cut.fault()).as(name).isIn(GitFault.CUT, GitFault.UNREACHABLE);
                        assertThat(git(bare, "for-each-ref", "refs/heads"))
                                .as(name)
                                .isEmpty();
                        commit = fixture.upload(folder, target).commit();
                    }
                    assertThat(git(bare, "rev-parse", "main")).as(name).isEqualTo(commit);
                    assertThat(git(bare, "rev-list", "--count", "main"))
                            .as(name)
                            .isEqualTo("1");
                    assertThat(git(bare, "for-each-ref", "--format=%(refname)"))
                            .as(name)
                            .isEqualTo("refs/heads/main");
                }
            }
        }
    }

    @Test
    void anUploadThroughACutLineGoesOnLaterWhereItWas() throws IOException {
        Path folder = fixture.noise("project", 1, 40, 50_000);
        try (CuttingProxy proxy = new CuttingProxy(fixture.server.port())) {
            UploadTarget target = UploadFixture.target(proxy.url("algorithm")).limitedTo(512 << 10);
            proxy.cutForeverAfterSending(1_200_000);
            GitException cut = failure(() -> fixture.upload(folder, target));
            assertThat(cut.fault()).isIn(GitFault.CUT, GitFault.UNREACHABLE);
            assertThat(fixture.refs()).singleElement().asString().startsWith("refs/aiops/upload/");
            proxy.reset();

            UploadResult result = fixture.upload(folder, target);

            assertThat(result.bytesResumed()).isGreaterThanOrEqualTo(800_000);
            assertThat(proxy.sent()).isLessThan(1_300_000);
            assertThat(fixture.refs()).containsExactly("refs/heads/main");
            fixture.requireSame(folder, fixture.clone("clone"));
        }
    }

    @Test
    void aCancelEndsWithinASecondAndLeavesNothing() throws Exception {
        Path folder = fixture.noise("project", 1, 40, 50_000);
        try (CuttingProxy proxy = new CuttingProxy(fixture.server.port());
                Upload upload = fixture.open(folder)) {
            proxy.reset();
            Cancellation cancellation = new Cancellation();
            List<UploadProgress> events = new CopyOnWriteArrayList<>();
            UploadTarget target = UploadFixture.target(proxy.url("algorithm")).limitedTo(512 << 10);
            proxy.stallAfterSending(1_200_000);
            CompletableFuture<GitException> end = CompletableFuture.supplyAsync(() ->
                    failure(() -> fixture.engine().run(upload, target, new UploadWatch(events::add, cancellation))));
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> proxy.sent() > 1_200_000);
            proxy.reset();
            long asked = System.nanoTime();
            cancellation.cancel();

            GitException cancelled = end.get();

            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(1));
            assertThat(cancelled.fault()).isEqualTo(GitFault.CANCELLED);
            assertThat(fixture.refs()).isEmpty();
            assertThat(temp.resolve("home/running")).isEmptyDirectory();
            assertThat(temp.resolve("home/journal")).isDirectoryNotContaining("glob:**.jsonl");
            assertOrderly(events, UploadProgress.Phase.CANCELLED);
        }
    }

    @Test
    void progressGrowsAndEndsOnce() throws IOException {
        List<UploadProgress> events = new CopyOnWriteArrayList<>();
        try (Upload upload = fixture.open(fixture.noise("project", 1, 60, 50_000))) {
            fixture.engine()
                    .run(
                            upload,
                            fixture.target().limitedTo(512 << 10),
                            new UploadWatch(events::add, new Cancellation()));
        }
        assertOrderly(events, UploadProgress.Phase.DONE);
        UploadProgress last = events.get(events.size() - 1);
        assertThat(last.bytesDone()).isEqualTo(3_000_000).isEqualTo(last.bytesTotal());
        assertThat(last.filesDone()).isEqualTo(60);
        assertThat(last.stages()).isGreaterThan(4);
    }

    private static void assertOrderly(List<UploadProgress> events, UploadProgress.Phase end) {
        UploadProgress before = events.get(0);
        for (UploadProgress event : events) {
            assertThat(event.bytesDone()).isBetween(before.bytesDone(), event.bytesTotal());
            assertThat(event.bytesPrepared()).isBetween(before.bytesPrepared(), event.bytesTotal());
            assertThat(event.filesDone()).isGreaterThanOrEqualTo(before.filesDone());
            assertThat(event.stages()).isGreaterThanOrEqualTo(before.stages());
            before = event;
        }
        assertThat(events.stream().filter(event -> event.phase().isEnd())).hasSize(1);
        assertThat(before.phase()).isEqualTo(end);
    }

    @Test
    void leftoversOfOtherHostsAreRemovedAfterAWeekAndNotBefore() throws IOException {
        String blob = git(fixture.bare, "hash-object", "-w", "--stdin");
        git(fixture.bare, "update-ref", "refs/aiops/upload/20200101-000000-aaaaaaaa", blob);
        String fresh = StagingRef.fresh(Clock.systemUTC());
        git(fixture.bare, "update-ref", fresh, blob);

        fixture.upload(fixture.noise("project", 1, 3, 1000), fixture.target());

        assertThat(fixture.refs()).containsExactly(fresh, "refs/heads/main");
    }

    @Test
    void theTokenIsInNoFileOfTheEngine() throws IOException {
        Path folder = fixture.noise("project", 1, 40, 50_000);
        try (CuttingProxy proxy = new CuttingProxy(fixture.server.port())) {
            proxy.cutForeverAfterSending(1_200_000);
            failure(() -> fixture.upload(
                    folder, UploadFixture.target(proxy.url("algorithm")).limitedTo(512 << 10)));
        }
        Process grep = new ProcessBuilder("grep", "-r", io.aiops.gitea.git.GitServer.TOKEN, temp.toString()).start();
        assertThat(grep.getInputStream().readAllBytes()).isEmpty();
    }

    @Test
    void filesInPartsAreJoinedAtCheckoutAndEveryDamageIsFound() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("project"));
        Path source = fixture.noise("source", 3, 1, 700_000);
        Files.copy(source.resolve("part0/file0.dat"), folder.resolve("model.pth"));
        Files.writeString(folder.resolve("app.py"), "app");
        folder.resolve("model.pth").toFile().setExecutable(true);

        UploadResult result = fixture.upload(folder, fixture.target().limitedTo(128 << 10));

        assertThat(result.inParts()).containsExactly("model.pth");
        assertThat(fixture.server.seen()).allMatch(seen -> seen.length() <= 128 << 10);
        GitWork work = new GitWork(fixture.wire, temp.resolve("scratch"));
        GitRemote remote = GitRemote.of(fixture.server.url("algorithm"));
        GitCheckout checkout = work.checkout(
                remote, UploadFixture.ACCESS, GitRevision.branch("main"), temp.resolve("out"), GitWatch.none());
        assertThat(checkout.joined()).isEqualTo(1);
        fixture.requireSame(folder, temp.resolve("out"));
        assertThat(temp.resolve("out/model.pth")).isExecutable();

        Path clone = fixture.clone("clone");
        for (String damage : List.of(
                "rm model.pth.aiopsparts/00003",
                "printf x >> model.pth.aiopsparts/00002",
                "cp model.pth.aiopsparts/00001 model.pth.aiopsparts/00002",
                "cp model.pth.aiopsparts/00001 model.pth.aiopsparts/00099",
                "sed -i 's/.sha256. : \"./\"sha256\" : \"0/' model.pth.aiopsparts/manifest.json",
                "sed -i 's/model.pth/other.pth/' model.pth.aiopsparts/manifest.json",
                "printf x > model.pth")) {
            git(clone, "reset", "-q", "--hard", result.commit());
            run(clone, damage);
            git(clone, "add", "-A");
            git(clone, "commit", "-q", "-m", "damage");
            git(clone, "push", "-q", "-f", "origin", "HEAD:refs/heads/damaged");
            GitException damaged = failure(() -> work.checkout(
                    remote, UploadFixture.ACCESS, GitRevision.branch("damaged"), temp.resolve("bad"), GitWatch.none()));
            assertThat(damaged).as(damage).isNotNull();
            assertThat(damaged.fault()).as(damage).isEqualTo(GitFault.PART_DAMAGED);
            assertThat(temp.resolve("bad")).doesNotExist();
        }

        fixture.upload(folder, fixture.target());
        assertThat(git(fixture.bare, "ls-tree", "-r", "--name-only", "main").split("\n"))
                .as("whole again where it fits")
                .containsExactly("app.py", "model.pth");
    }

    private static void run(Path folder, String command) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .start();
        process.onExit().join();
        assertThat(process.exitValue()).isZero();
    }

    private static GitException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(GitException.class, call);
    }
}
