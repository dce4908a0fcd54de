package io.aiops.gitea.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiops.error.AiOpsException;
import io.aiops.gitea.EmbeddedFixture;
import io.aiops.gitea.GiteaClient;
import io.aiops.gitea.HostileServer;
import io.aiops.gitea.HostileServer.Reply;
import io.aiops.gitea.HostileServer.Request;
import io.aiops.gitea.NewRepository;
import io.aiops.gitea.TestCertificate;
import io.aiops.gitea.connection.ConnectionReport.Outcome;
import io.aiops.gitea.connection.ConnectionReport.Step;
import io.aiops.gitea.connection.ConnectionReport.StepName;
import io.aiops.service.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
final class ConnectionTestTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef01234567";

    private static ConnectionReport test(GiteaConnection connection) {
        return ConnectionTest.of(connection, Clock.systemUTC()).run();
    }

    private static GiteaConnection to(URI url) {
        return GiteaConnection.of(url, Secret.of(TOKEN), "ada");
    }

    /** A Gitea in a few lines, of a version. */
    private static Reply gitea(Request request, String version) {
        return switch (request.path()) {
            case "/api/v1/version" ->
                Reply.status(200, "{\"version\":\"" + version + "\"}", "Date: Thu, 01 Jan 2026 00:10:00 GMT");
            case "/api/v1/user" -> Reply.json("{\"login\":\"ada\",\"active\":true}");
            case "/api/v1/users/ada" -> Reply.json("{\"login\":\"ada\"}");
            case "/api/v1/user/repos" ->
                request.method().equals("POST")
                        ? Reply.status(422, "{\"message\":\"[Name]: Required\"}")
                        : Reply.json("[]");
            case "/api/v1/users/ada/repos" -> Reply.json("[]");
            case "/api/v1/repos/search" -> Reply.json("{\"ok\":true,\"data\":[]}");
            case "/api/v1/settings/api", "/api/v1/settings/repository", "/api/v1/settings/attachment" ->
                Reply.json("{}");
            default -> Reply.status(404, "{}");
        };
    }

    @Test
    void aGoodConnectionReportsEveryStepWithItsTime(@TempDir Path home) {
        try (EmbeddedFixture server = new EmbeddedFixture(home)) {
            GiteaConnection connection = GiteaConnection.of(server.url(), EmbeddedFixture.TOKEN, "team");
            try (GiteaClient client = connection.client().build()) {
                client.repos().create(NewRepository.named("ocr").withFirstCommit());
            }
            ConnectionReport report = ConnectionTest.of(connection, Clock.systemUTC())
                    .withBodyLimit()
                    .run();
            assertThat(report.usable()).as(report.toString()).isTrue();
            assertThat(report.steps()).extracting(Step::name).containsExactly(StepName.values());
            assertThat(report.steps()).allSatisfy(step -> {
                assertThat(step.took()).isGreaterThanOrEqualTo(Duration.ZERO);
                assertThat(step.message()).isNotBlank();
            });
            assertThat(report.step(StepName.GIT).outcome()).isEqualTo(Outcome.PASSED);
            assertThat(report.step(StepName.SCOPES).outcome()).isEqualTo(Outcome.PASSED);
            assertThat(report.bodyLimit()).isPresent();
        }
    }

    @Test
    void aTokenThatMayOnlyReadFailsAtTheScopesAndNamesThem(@TempDir Path home) {
        try (EmbeddedFixture server = new EmbeddedFixture(home)) {
            ConnectionReport report = test(GiteaConnection.of(server.url(), EmbeddedFixture.READER, "ada"));
            assertThat(report.usable()).isFalse();
            assertThat(report.step(StepName.SCOPES).message()).contains("write:");
            assertThat(report.step(StepName.SCOPES).advice()).isNotBlank();
        }
    }

    @Test
    void aVersionWithTheKnownHoleIsAWarningAndStillUsable() {
        try (HostileServer server = HostileServer.start()) {
            server.otherwise(request -> gitea(request, "1.27.0"));
            ConnectionReport report = test(to(server.url()));
            assertThat(report.step(StepName.VERSION).outcome()).isEqualTo(Outcome.WARNING);
            assertThat(report.step(StepName.VERSION).advice()).contains("1.27.1");
            assertThat(report.usable()).as(report.toString()).isTrue();
            server.otherwise(request -> gitea(request, "1.27.1"));
            assertThat(test(to(server.url())).step(StepName.VERSION).outcome()).isEqualTo(Outcome.PASSED);
        }
    }

    @Test
    void clocksThatAreApartAreAWarning() {
        try (HostileServer server = HostileServer.start()) {
            server.otherwise(request -> gitea(request, "1.27.1"));
            Clock near = Clock.fixed(Instant.parse("2026-01-01T00:10:20Z"), ZoneOffset.UTC);
            Clock far = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
            assertThat(ConnectionTest.of(to(server.url()), near)
                            .run()
                            .step(StepName.CLOCK)
                            .outcome())
                    .isEqualTo(Outcome.PASSED);
            assertThat(ConnectionTest.of(to(server.url()), far)
                            .run()
                            .step(StepName.CLOCK)
                            .outcome())
                    .isEqualTo(Outcome.WARNING);
        }
    }

    @Test
    void unknownHostRefusedPortExpiredAndWrongHostAreFourDifferentFailures(@TempDir Path folder) {
        Step unknown = test(to(URI.create("http://no-such-host.invalid"))).step(StepName.NAME);
        HostileServer gone = HostileServer.start();
        URI url = gone.url();
        gone.close();
        Step refused = test(to(url)).step(StepName.CONNECTION);
        Step expired = tls(folder, "expired", "ip:127.0.0.1", "-10d", 5);
        Step wrongHost = tls(folder, "other", "dns:git.example.com", "-1d", 10);
        assertThat(java.util.List.of(unknown, refused, expired, wrongHost)).allSatisfy(step -> {
            assertThat(step.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(step.advice()).isNotBlank();
        });
        assertThat(java.util.List.of(unknown.message(), refused.message(), expired.message(), wrongHost.message()))
                .doesNotHaveDuplicates();
        assertThat(expired.message()).contains("expired");
        assertThat(wrongHost.message()).contains("another host");
    }

    private static Step tls(Path folder, String name, String alternative, String begin, int days) {
        TestCertificate certificate = TestCertificate.make(folder, name, alternative, begin, days);
        try (HostileServer server = HostileServer.start(certificate.server().getServerSocketFactory(), "https")) {
            return test(to(server.url()).withAuthority(certificate.pem())).step(StepName.CONNECTION);
        }
    }

    @Test
    void afterAFailureWhatDependsOnItIsSkippedAndNothingIsThrown() {
        try (HostileServer server = HostileServer.start()) {
            server.otherwise(request -> Reply.html(200, "<html>Sign in</html>"));
            ConnectionReport page = test(to(server.url()));
            assertThat(page.step(StepName.VERSION).message()).contains("web page");
            assertThat(page.step(StepName.USER).outcome()).isEqualTo(Outcome.SKIPPED);

            server.otherwise(request -> request.path().endsWith("/user")
                    ? Reply.status(401, "{\"message\":\"invalid token\"}")
                    : gitea(request, "1.27.1"));
            ConnectionReport stranger = test(to(server.url()));
            assertThat(stranger.step(StepName.USER).outcome()).isEqualTo(Outcome.FAILED);
            assertThat(stranger.step(StepName.SCOPES).outcome()).isEqualTo(Outcome.SKIPPED);
            assertThat(stranger.step(StepName.SETTINGS).outcome()).isEqualTo(Outcome.PASSED);
            assertThat(stranger.toString()).doesNotContain(TOKEN);
        }
    }

    @Test
    void aMissingCertificateFileIsAReportToo(@TempDir Path folder) {
        ConnectionReport report = test(to(URI.create("https://127.0.0.1:1")).withAuthority(folder.resolve("none.pem")));
        assertThat(report.usable()).isFalse();
        assertThat(report.steps()).hasSize(StepName.values().length);
        assertThat(report.steps().get(0).message()).contains("none.pem");
    }

    @Test
    void aConnectionShowsOnlyTheEndOfItsToken() {
        GiteaConnection connection = to(URI.create("https://Git.example.com/gitea/"));
        assertThat(connection.toString())
                .contains("…4567")
                .contains("https://git.example.com/gitea")
                .doesNotContain(TOKEN.substring(0, 30));
        assertThat(GiteaConnection.of(URI.create("https://x"), Secret.of("short"), "ada")
                        .shownToken())
                .isEqualTo("***");
    }

    @Test
    void everyWrongValueOfAConnectionIsNamedAtOnce() {
        assertThatExceptionOfType(AiOpsException.class)
                .isThrownBy(() -> GiteaConnection.of(URI.create("https://x"), Secret.of("with blank"), "no/owner")
                        .withRepoPrefix("a b"))
                .withMessageContaining("token")
                .withMessageContaining("no/owner");
    }
}
