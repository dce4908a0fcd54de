package io.aiops.gitea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiops.error.AiOpsException;
import io.aiops.gitea.HostileServer.Reply;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class GiteaTlsTest {

    @TempDir
    private Path folder;

    private TlsProblem problem(TestCertificate certificate, TlsTrust trust) {
        try (HostileServer server = HostileServer.start(certificate.server().getServerSocketFactory(), "https");
                GiteaClient client = Fixture.once(server.url()).trust(trust).build()) {
            return catchThrowableOfType(
                            GiteaException.TlsFailed.class,
                            () -> client.server().version())
                    .problem();
        }
    }

    private static TlsTrust believing(TestCertificate certificate) {
        return new TlsTrust(Optional.of(certificate.pem()), false);
    }

    @Test
    void anUnknownAuthorityAnExpiredCertificateAWrongHostAndNoTlsAreDifferentErrors() {
        TestCertificate good = TestCertificate.make(folder, "good", "ip:127.0.0.1", "-1d", 10);
        TestCertificate expired = TestCertificate.make(folder, "expired", "ip:127.0.0.1", "-10d", 5);
        TestCertificate other = TestCertificate.make(folder, "other", "dns:git.example.com", "-1d", 10);

        assertThat(problem(good, TlsTrust.ofTheJdk())).isEqualTo(TlsProblem.UNKNOWN_AUTHORITY);
        assertThat(problem(expired, believing(expired))).isEqualTo(TlsProblem.EXPIRED);
        assertThat(problem(other, believing(other))).isEqualTo(TlsProblem.WRONG_HOST);

        try (HostileServer plain = HostileServer.start();
                GiteaClient client = Fixture.once(URI.create("https://127.0.0.1:" + plain.port()))
                        .build()) {
            plain.otherwise(request -> Reply.json("{}"));
            assertThatExceptionOfType(GiteaException.class)
                    .isThrownBy(() -> client.server().version());
        }
    }

    @Test
    void theTokenIsNotSentToWhoCannotBeBelieved() {
        TestCertificate good = TestCertificate.make(folder, "good", "ip:127.0.0.1", "-1d", 10);
        try (HostileServer server = HostileServer.start(good.server().getServerSocketFactory(), "https");
                GiteaClient client = Fixture.once(server.url()).build()) {
            assertThatExceptionOfType(GiteaException.TlsFailed.class)
                    .isThrownBy(() -> client.server().version())
                    .withMessageContaining("PEM");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void anAuthorityOfOnesOwnIsBelievedByItsPemFile() {
        TestCertificate own = TestCertificate.make(folder, "own", "ip:127.0.0.1", "-1d", 10);
        try (HostileServer server = HostileServer.start(own.server().getServerSocketFactory(), "https");
                GiteaClient client =
                        Fixture.once(server.url()).trust(believing(own)).build()) {
            server.then(Reply.json("{\"version\":\"1.27.1\"}"));
            assertThat(client.server().version().minor()).isEqualTo(27);
        }
    }

    @Test
    void withoutVerificationAnyCertificateForAnyHostWill() {
        TestCertificate other = TestCertificate.make(folder, "other", "dns:git.example.com", "-10d", 5);
        try (HostileServer server = HostileServer.start(other.server().getServerSocketFactory(), "https");
                GiteaClient client = Fixture.once(server.url())
                        .trust(new TlsTrust(Optional.empty(), true))
                        .build()) {
            server.then(Reply.json("{\"version\":\"1.27.1\"}"));
            assertThat(client.server().version().known()).isTrue();
        }
    }

    @Test
    void aPemFileThatIsMissingOrNoneIsRefusedWhenTheClientIsMade() throws Exception {
        Path rubbish = Files.writeString(folder.resolve("rubbish.pem"), "no certificate");
        for (Path path : new Path[] {rubbish, folder.resolve("missing.pem")}) {
            assertThatExceptionOfType(AiOpsException.class)
                    .isThrownBy(() -> Fixture.once(URI.create("https://127.0.0.1"))
                            .trust(new TlsTrust(Optional.of(path), false))
                            .build())
                    .withMessageContaining(path.toString());
        }
    }
}
