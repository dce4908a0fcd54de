package io.aiops.gitea.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.aiops.service.Secret;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GitTlsTest {

    private static final GitAccess ACCESS = GitAccess.token(Secret.of(GitServer.TOKEN));

    @TempDir
    private Path temp;

    @Test
    void trustsTheGivenCaAndNobodyElseAndSaysWhatIsWrong() throws Exception {
        Path pem = certificate();
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        https.setHttpsConfigurator(new HttpsConfigurator(context()));
        try (GitServer server = new GitServer(temp.resolve("repositories"), https);
                GitWire wire = new GitWire()) {
            server.create("algorithm");
            GitWork work = new GitWork(wire, temp.resolve("scratch"));
            URI byName = URI.create("https://localhost:" + server.port() + "/algorithm.git");
            URI byNumber = URI.create("https://127.0.0.1:" + server.port() + "/algorithm.git");

            assertThat(work.refs(new GitRemote(byName, TlsSettings.trusting(pem)), ACCESS)
                            .isEmpty())
                    .isTrue();
            assertThat(work.refs(new GitRemote(byNumber, TlsSettings.insecure()), ACCESS)
                            .isEmpty())
                    .isTrue();

            GitException stranger = refused(work, new GitRemote(byName, TlsSettings.system()));
            assertThat(stranger.fault()).isEqualTo(GitFault.TLS);
            assertThat(stranger.message()).contains("CA that is not trusted");
            GitException otherHost = refused(work, new GitRemote(byNumber, TlsSettings.trusting(pem)));
            assertThat(otherHost.fault()).isEqualTo(GitFault.TLS);
            assertThat(otherHost.message()).contains("another host");
        }
    }

    @Test
    void aFileWithoutACertificateIsRefused() throws Exception {
        Path empty = Files.writeString(temp.resolve("empty.crt"), "");
        assertThat(catchThrowableOfType(GitException.class, () -> TlsSettings.trusting(empty))
                        .fault())
                .isEqualTo(GitFault.TLS);
    }

    private static GitException refused(GitWork work, GitRemote remote) {
        return catchThrowableOfType(GitException.class, () -> work.refs(remote, ACCESS));
    }

    private Path certificate() throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        run(
                keytool,
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                "keys",
                "-storepass",
                "changeit");
        run(
                keytool,
                "-exportcert",
                "-rfc",
                "-alias",
                "it",
                "-keystore",
                "keys",
                "-storepass",
                "changeit",
                "-file",
                "ca.crt");
        return temp.resolve("ca.crt");
    }

    private void run(Path program, String... arguments) throws Exception {
        java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of(program.toString()));
        command.addAll(java.util.List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private SSLContext context() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(temp.resolve("keys"))) {
            store.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
