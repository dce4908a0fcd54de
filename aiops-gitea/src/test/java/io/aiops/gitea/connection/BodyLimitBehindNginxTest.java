package io.aiops.gitea.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiops.gitea.ChangeFiles;
import io.aiops.gitea.EmbeddedFixture;
import io.aiops.gitea.FileChange;
import io.aiops.gitea.GiteaClient;
import io.aiops.gitea.GiteaException;
import io.aiops.gitea.GiteaException.SizeRefusal.By;
import io.aiops.gitea.NewRepository;
import io.aiops.gitea.NginxBefore;
import io.aiops.gitea.RepoName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(90)
final class BodyLimitBehindNginxTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"1m, 1048576", "8m, 8388608", "100m, 104857600"})
    void theLimitOfARealNginxIsFoundExactly(String limit, long bytes) throws Exception {
        try (EmbeddedFixture server = new EmbeddedFixture(Files.createDirectory(folder.resolve("gitea")));
                NginxBefore nginx =
                        NginxBefore.server(server.url(), limit, Files.createDirectory(folder.resolve("n")))) {
            GiteaConnection connection = GiteaConnection.of(nginx.url(), EmbeddedFixture.TOKEN, "team");
            assertThat(new BodyLimitProbe(connection).find())
                    .isEqualTo(new BodyLimit.Limited(bytes, Optional.of("nginx")));
        }
    }

    @Test
    void aRealNginxWithoutALimitLimitsNobody() throws Exception {
        try (EmbeddedFixture server = new EmbeddedFixture(Files.createDirectory(folder.resolve("gitea")));
                NginxBefore nginx = NginxBefore.server(server.url(), "0", Files.createDirectory(folder.resolve("n")))) {
            GiteaConnection connection = GiteaConnection.of(nginx.url(), EmbeddedFixture.TOKEN, "team");
            assertThat(new BodyLimitProbe(connection).find()).isEqualTo(new BodyLimit.Unlimited());
        }
    }

    @Test
    void aCommitAboveTheLimitOfARealNginxIsExplainedAndTheBranchStays() throws Exception {
        try (EmbeddedFixture server = new EmbeddedFixture(Files.createDirectory(folder.resolve("gitea")));
                NginxBefore nginx = NginxBefore.server(server.url(), "1m", Files.createDirectory(folder.resolve("n")));
                GiteaClient client = GiteaConnection.of(nginx.url(), EmbeddedFixture.TOKEN, "team")
                        .client()
                        .bodyLimit(1048576)
                        .build()) {
            RepoName repo = client.repos()
                    .create(NewRepository.named("ocr").withFirstCommit())
                    .repoName();
            String before = client.branches().get(repo, "main").commitId();
            ChangeFiles large =
                    ChangeFiles.on("main", "large").with(FileChange.create("model.bin", new byte[2 * 1024 * 1024]));

            GiteaException.TooLarge failed = catchThrowableOfType(
                    GiteaException.TooLarge.class, () -> client.contents().change(repo, large));

            assertThat(failed.refusal().by()).isEqualTo(By.PROXY);
            assertThat(failed.refusal().proxy()).contains("nginx");
            assertThat(failed).hasMessageContaining("client_max_body_size");
            assertThat(client.branches().get(repo, "main").commitId()).isEqualTo(before);
            ConnectionReport report = ConnectionTest.of(
                            GiteaConnection.of(nginx.url(), EmbeddedFixture.TOKEN, "team"), Clock.systemUTC())
                    .withBodyLimit()
                    .run();
            assertThat(report.usable()).as(report.toString()).isTrue();
            assertThat(report.bodyLimit()).contains(new BodyLimit.Limited(1048576, Optional.of("nginx")));
        }
    }
}
