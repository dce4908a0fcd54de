package io.aiops.gitea.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.aiops.gitea.TestCertificate;
import io.aiops.gitea.TlsTrust;
import io.aiops.service.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GitTlsTest {

    private static final GitAccess ACCESS = GitAccess.token(Secret.of(GitServer.TOKEN));

    @TempDir
    private Path temp;

    @Test
    void trustsTheGivenCaAndNobodyElseAndSaysWhatIsWrong() throws Exception {
        TestCertificate own = TestCertificate.make(temp, "own", "dns:localhost", "-1d", 10);
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        https.setHttpsConfigurator(new HttpsConfigurator(own.server()));
        try (GitServer server = new GitServer(temp.resolve("repositories"), https);
                GitWire wire = new GitWire()) {
            server.create("algorithm");
            GitWork work = new GitWork(wire, temp.resolve("scratch"));
            URI byName = URI.create("https://localhost:" + server.port() + "/algorithm.git");
            URI byNumber = URI.create("https://127.0.0.1:" + server.port() + "/algorithm.git");
            SSLContext given = new TlsTrust(Optional.of(own.pem()), false).context();
            SSLContext anybody = new TlsTrust(Optional.empty(), true).context();

            assertThat(work.refs(new GitRemote(byName, Optional.of(given)), ACCESS)
                            .isEmpty())
                    .isTrue();
            assertThat(work.refs(new GitRemote(byNumber, Optional.of(anybody)), ACCESS)
                            .isEmpty())
                    .isTrue();

            GitException stranger = refused(work, GitRemote.of(byName));
            assertThat(stranger.fault()).isEqualTo(GitFault.TLS);
            assertThat(stranger.message()).contains("CA that is not trusted");
            GitException otherHost = refused(work, new GitRemote(byNumber, Optional.of(given)));
            assertThat(otherHost.fault()).isEqualTo(GitFault.TLS);
            assertThat(otherHost.message()).contains("another host");
        }
    }

    private static GitException refused(GitWork work, GitRemote remote) {
        return catchThrowableOfType(GitException.class, () -> work.refs(remote, ACCESS));
    }
}
