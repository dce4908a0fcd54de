package io.aiops.gitea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiops.gitea.HostileServer.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class GiteaRedirectsTest {

    private HostileServer server;
    private GiteaClient client;

    @BeforeEach
    void start() {
        server = HostileServer.start();
        client = Fixture.once(server.url()).build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void aDownloadFollowsToAnotherHostWithoutTheToken() throws IOException {
        try (HostileServer store = HostileServer.start()) {
            store.otherwise(request -> Reply.of(200, "application/zip", "zip bytes"));
            server.then(Reply.status(302, "", "Location: " + store.url() + "/bucket/a.zip?signature=x"));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (Download download = client.repos().archive(Fixture.REPO, "feature/a", ArchiveFormat.ZIP)) {
                download.copyTo(out);
            }
            assertThat(out).hasToString("zip bytes");
            assertThat(server.requests().get(0).path()).endsWith("/archive/feature/a.zip");
            assertThat(server.requests().get(0).header("Authorization")).contains(Fixture.TOKEN);
            assertThat(store.requests()).hasSize(1);
            assertThat(store.requests().get(0).headers().toString()).doesNotContain(Fixture.TOKEN);
            assertThat(store.requests().get(0).headers()).doesNotContainKey("authorization");
        }
    }

    @Test
    void aRenamedRepositoryIsReadUnderItsOldNameAndSaysItsNewOne() {
        server.then(
                Reply.status(307, "", "Location: /api/v1/repos/team/better"),
                Reply.json(Fixture.repository(1, "team/better")));
        assertThat(client.repos().get(Fixture.REPO).repoName()).isEqualTo(RepoName.of("team/better"));
        assertThat(server.requests().get(1).header("Authorization")).contains(Fixture.TOKEN);
    }

    @Test
    void aRenamedRepositoryIsNotWrittenToUnderItsOldName() {
        server.then(Reply.status(307, "", "Location: /api/v1/repos/team/better"));
        GiteaException.Moved moved = catchThrowableOfType(
                GiteaException.Moved.class, () -> client.repos().delete(Fixture.REPO));
        assertThat(moved.newName()).contains(RepoName.of("team/better"));
        assertThat(moved).hasMessageContaining("team/better");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void redirectsWithoutEndAreGivenUp() {
        server.otherwise(request -> Reply.status(302, "", "Location: " + request.path() + "x"));
        assertThatExceptionOfType(GiteaException.Protocol.class)
                .isThrownBy(() -> client.repos().get(Fixture.REPO))
                .withMessageContaining("no end");
        assertThat(server.requests()).hasSize(Redirects.MOST + 1);
    }

    @Test
    void aRedirectToHttpsOfTheSameHostSaysHowToWriteTheServerUrl() {
        server.then(Reply.status(301, "", "Location: https://127.0.0.1:1/api/v1/repos/team/algo"));
        assertThatExceptionOfType(GiteaException.Protocol.class)
                .isThrownBy(() -> client.repos().get(Fixture.REPO))
                .withMessageContaining("https://");
    }

    @Test
    void aRedirectToAFileOrToRubbishIsRefused() {
        for (String location : new String[] {"file:///etc/passwd", "ht tp://x", "gopher://x/"}) {
            server.then(Reply.status(302, "", "Location: " + location));
            assertThatExceptionOfType(GiteaException.Protocol.class)
                    .isThrownBy(() -> client.repos().get(Fixture.REPO));
        }
    }

    @Test
    void aDownloadThatIsCutLeavesNoFileBehind(@TempDir Path folder) throws IOException {
        Path target = folder.resolve("a.zip");
        server.then(Reply.cutAfter(Reply.of(200, "application/zip", "x".repeat(50_000)), 20_000));
        assertThatExceptionOfType(GiteaException.Unreachable.class).isThrownBy(() -> {
            try (Download download = client.repos().archive(Fixture.REPO, "main", ArchiveFormat.ZIP)) {
                download.copyTo(target);
            }
        });
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aDownloadThatStallsEndsWithTheIdleLimit(@TempDir Path folder) {
        try (GiteaClient hasty = Fixture.once(server.url())
                .limits(RequestLimits.standard().withTimes(Duration.ofSeconds(1), Duration.ofMillis(300)))
                .build()) {
            server.then(Reply.stall(Reply.of(200, "application/zip", "x".repeat(50_000)), 20_000));
            GiteaException.Unreachable failed = catchThrowableOfType(
                    GiteaException.Unreachable.class,
                    () -> hasty.repos()
                            .rawFile(Fixture.REPO, "model.pth", "main")
                            .copyTo(folder.resolve("m")));
            assertThat(failed.reason()).isEqualTo(GiteaException.Unreachable.Reason.TIMED_OUT);
        }
    }

    @Test
    void aLargeDownloadArrivesWholeAndFreesItsPlace(@TempDir Path folder) throws IOException {
        String content = "0123456789".repeat(300_000);
        server.otherwise(request -> Reply.of(200, "application/octet-stream", content));
        for (int download = 0; download < 6; download++) {
            Path file = folder.resolve("f" + download);
            assertThat(client.repos()
                            .rawFile(Fixture.REPO, "a b/100%?#ü.txt", "main")
                            .copyTo(file))
                    .isEqualTo(content.length());
            assertThat(file).hasContent(content);
        }
        assertThat(server.requests().get(0).path()).endsWith("/raw/a%20b/100%25%3F%23%C3%BC.txt");
    }

    @Test
    void openDownloadsTakePlacesUntilTheyAreClosed() {
        server.otherwise(request -> Reply.of(200, "application/octet-stream", "x"));
        try (GiteaClient narrow = Fixture.once(server.url())
                        .limits(RequestLimits.standard().withRate(20, 40, 1))
                        .retry(RetryLimits.none().withDeadline(Duration.ofMillis(300)))
                        .build();
                Download first = narrow.repos().rawFile(Fixture.REPO, "a", "main")) {
            assertThatExceptionOfType(GiteaException.RateLimited.class)
                    .isThrownBy(() -> narrow.repos().rawFile(Fixture.REPO, "a", "main"))
                    .withMessageContaining("close downloads");
            first.close();
            first.close();
            narrow.repos().rawFile(Fixture.REPO, "a", "main").close();
        }
    }
}
