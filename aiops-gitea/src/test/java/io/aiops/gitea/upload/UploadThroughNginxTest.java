package io.aiops.gitea.upload;

import static io.aiops.gitea.git.GitServer.git;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiops.gitea.git.GitException;
import io.aiops.gitea.git.GitFault;
import io.aiops.gitea.git.GitRemote;
import io.aiops.gitea.git.GitRevision;
import io.aiops.gitea.git.GitServer;
import io.aiops.gitea.git.GitWatch;
import io.aiops.gitea.git.GitWork;
import io.aiops.gitea.git.Nginx;
import io.aiops.gitea.git.RequiresNginx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against git's own server behind a real nginx that refuses bodies over 1 MiB and over 8 MiB. */
@RequiresNginx
final class UploadThroughNginxTest {

    private static final long MIB = 1 << 20;

    @TempDir
    private Path temp;

    private UploadFixture fixture;
    private Nginx nginx;

    @BeforeEach
    void start() throws IOException {
        fixture = new UploadFixture(temp);
        nginx = new Nginx(temp.resolve("nginx"), fixture.server.port(), "1m", "8m", "0");
    }

    @AfterEach
    void stop() {
        nginx.close();
        fixture.close();
    }

    @Test
    void manyFilesPassASmallLimitAsOneCommitWithoutAnyTrace() throws IOException {
        Path folder = fixture.noise("project", 1, 300, 40_000);

        UploadResult result = fixture.upload(
                folder, UploadFixture.target(nginx.url(0, "algorithm")).limitedTo(MIB));

        assertThat(result.route()).isEqualTo(UploadRoute.STAGED);
        assertThat(result.stages()).isBetween(12, 18);
        assertThat(nginx.lines()).allSatisfy(line -> {
            assertThat(line.status()).isEqualTo(200);
            assertThat(line.length()).isLessThanOrEqualTo(MIB);
        });
        assertThat(fixture.refs()).containsExactly("refs/heads/main");
        assertThat(git(fixture.bare, "rev-list", "--all", "--count")).isEqualTo("1");
        fixture.requireWhole();
        fixture.requireSame(folder, fixture.clone("clone"));
    }

    @Test
    void tenMegabytesPassEightMebibytesInFewRequests() throws IOException {
        Path folder = fixture.noise("project", 1, 100, 120_000);

        UploadResult result = fixture.upload(
                folder, UploadFixture.target(nginx.url(1, "algorithm")).limitedTo(8 * MIB));

        assertThat(result.requests()).isEqualTo(2);
        assertThat(nginx.lines()).allMatch(line -> line.length() <= 8 * MIB && line.status() == 200);
        fixture.requireSame(folder, fixture.clone("clone"));
    }

    @Test
    void withoutALimitItIsOnePush() throws IOException {
        Path folder = fixture.noise("project", 1, 100, 120_000);
        UploadResult result = fixture.upload(
                folder, UploadFixture.target(nginx.url(2, "algorithm")).limitedTo(Long.MAX_VALUE));
        assertThat(result.requests()).isEqualTo(1);
        assertThat(result.route()).isEqualTo(UploadRoute.PUSH);
    }

    @Test
    void anUnknownLimitIsLearntFromARefusalAndRemembered() throws IOException {
        Path folder = fixture.noise("project", 1, 60, 100_000);
        UploadTarget target = UploadFixture.target(nginx.url(0, "algorithm"));

        UploadResult result = fixture.upload(folder, target);

        assertThat(fixture.tip()).isEqualTo(result.commit());
        BodyLimit learnt = fixture.limits.of(target.remote().server()).orElseThrow();
        assertThat(learnt.origin()).isEqualTo(BodyLimit.Origin.LEARNT);
        assertThat(learnt.bytes()).isBetween(MIB / 4, MIB * 4 / 3);
        assertThat(fixture.refs()).containsExactly("refs/heads/main");
        fixture.requireSame(folder, fixture.clone("clone"));

        long refused =
                nginx.lines().stream().filter(line -> line.status() == 413).count();
        assertThat(refused).isBetween(1L, 6L);
        fixture.upload(fixture.noise("more", 2, 60, 50_000), target);
        assertThat(nginx.lines().stream().filter(line -> line.status() == 413))
                .as("what was learnt may be a little too much, and is then learnt better")
                .hasSizeLessThanOrEqualTo((int) refused + 1);
    }

    @Test
    void aSingleFileOverAnUnknownLimitGoesInParts() throws IOException {
        Path folder = fixture.noise("project", 1, 2, 5_000_000);
        Files.writeString(folder.resolve("app.py"), "print(1)\n");

        UploadResult result = fixture.upload(folder, UploadFixture.target(nginx.url(0, "algorithm")));

        assertThat(result.inParts()).containsExactly("part0/file0.dat", "part1/file1.dat");
        assertThat(git(fixture.bare, "rev-list", "--all", "--count")).isEqualTo("1");
        assertThat(fixture.refs()).containsExactly("refs/heads/main");
        new GitWork(fixture.wire, temp.resolve("scratch"))
                .checkout(
                        GitRemote.of(nginx.url(0, "algorithm")),
                        UploadFixture.ACCESS,
                        GitRevision.branch("main"),
                        temp.resolve("out"),
                        GitWatch.none());
        fixture.requireSame(folder, temp.resolve("out"));
    }

    @Test
    void aLargeTextThatShrinksBelowTheLimitStaysWhole() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("project"));
        Files.writeString(folder.resolve("data.csv"), "1,2,3,4,5,6\n".repeat(250_000));

        UploadResult result = fixture.upload(
                folder, UploadFixture.target(nginx.url(0, "algorithm")).limitedTo(MIB));

        assertThat(result.inParts()).isEmpty();
        fixture.requireSame(folder, fixture.clone("clone"));
    }

    @Test
    void aRefusalIsExplainedByWhoMadeItAndWhatToChange() throws IOException {
        Path copy = temp.resolve("copy");
        fixture.upload(fixture.noise("first", 1, 1, 10), fixture.target());
        GitWork work = new GitWork(fixture.wire, temp.resolve("scratch"));
        GitRemote remote = GitRemote.of(nginx.url(0, "algorithm"));
        work.clone(remote, UploadFixture.ACCESS, GitRevision.branch("main"), 1, copy, GitWatch.none());
        Files.copy(fixture.noise("big", 2, 1, 2_000_000).resolve("part0/file0.dat"), copy.resolve("big.dat"));

        GitException refused = catchThrowableOfType(
                GitException.class,
                () -> work.push(remote, UploadFixture.ACCESS, copy, UploadFixture.CHANGE, GitWatch.none()));

        assertThat(refused.fault()).isEqualTo(GitFault.TOO_LARGE);
        assertThat(refused.message())
                .contains("nginx")
                .contains("client_max_body_size")
                .contains("413");
        assertThat(refused.sentBytes().orElse(0)).isGreaterThan(2_000_000);
    }

    @Test
    void anUploadWhoseProcessWasKilledSendsOnlyTheRest() throws Exception {
        Path folder = fixture.noise("project", 1, 200, 40_000);
        UploadTarget target = UploadFixture.target(nginx.url(0, "algorithm")).limitedTo(MIB);
        Path clock = temp.resolve("killed");
        for (int push = 0; push < 4; push++) {
            fixture.server.beforeNextPush(() -> {});
        }
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        UploadingChild.class.getName(),
                        target.remote().toString(),
                        folder.toString(),
                        temp.resolve("home").toString(),
                        temp.resolve("looked").toString())
                .redirectErrorStream(true)
                .redirectOutput(clock.toFile())
                .start();
        fixture.server.beforeNextPush(() -> {
            child.destroyForcibly();
            child.onExit().join();
        });
        assertThat(child.waitFor(60, TimeUnit.SECONDS))
                .as(Files.readString(clock))
                .isTrue();
        Awaitility.await().untilAsserted(() -> assertThat(fixture.refs()).hasSize(1));
        assertThat(fixture.refs().get(0)).startsWith(StagingRef.PREFIX);
        fixture.server.forget();

        UploadResult result = fixture.upload(folder, target);

        long sent =
                fixture.server.seen().stream().mapToLong(GitServer.Seen::length).sum();
        assertThat(result.bytesResumed()).isGreaterThan(2_000_000);
        assertThat(sent).isLessThan(8_000_000 - result.bytesResumed() + 200_000);
        assertThat(fixture.refs()).containsExactly("refs/heads/main");
        assertThat(git(fixture.bare, "rev-list", "--all", "--count")).isEqualTo("1");
        assertThat(temp.resolve("home/running")).isEmptyDirectory();
        fixture.requireSame(folder, fixture.clone("clone"));
    }

    @Test
    void somebodyWhoMovedTheStagingRefOnlyCostsANewBeginning() throws Exception {
        Path folder = fixture.noise("project", 1, 60, 40_000);
        UploadTarget target = UploadFixture.target(nginx.url(0, "algorithm")).limitedTo(MIB);
        fixture.server.beforeNextPush(() -> {});
        fixture.server.beforeNextPush(() -> {
            String ref = fixture.refs().get(0);
            git(fixture.bare, "update-ref", ref, git(fixture.bare, "hash-object", "-w", "--stdin"));
        });
        GitException conflict = catchThrowableOfType(GitException.class, () -> fixture.upload(folder, target));
        assertThat(conflict.fault()).isEqualTo(GitFault.CONFLICT);

        UploadResult result = fixture.upload(folder, target);

        assertThat(result.bytesResumed()).isZero();
        assertThat(fixture.tip()).isEqualTo(result.commit());
    }

    @Test
    void everyRequestCarriesItsLengthAndTheTokenOnce() throws IOException {
        fixture.upload(
                fixture.noise("project", 1, 60, 40_000),
                UploadFixture.target(nginx.url(0, "algorithm")).limitedTo(MIB));
        List<GitServer.Seen> pushes = fixture.server.seen().stream()
                .filter(seen -> seen.method().equals("POST"))
                .toList();
        assertThat(pushes)
                .allMatch(seen -> seen.length() > 0)
                .allMatch(seen -> seen.authorization().startsWith("Basic "));
    }
}
