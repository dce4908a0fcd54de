package io.aiops.gitea.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiops.gitea.HostileServer;
import io.aiops.gitea.HostileServer.Reply;
import io.aiops.gitea.HostileServer.Request;
import io.aiops.gitea.TestCertificate;
import io.aiops.service.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class BodyLimitProbeTest {

    private static final long MIB = 1024 * 1024;
    private static final String TOKEN = "0123456789abcdef0123456789abcdef01234567";

    private static GiteaConnection to(URI url) {
        return GiteaConnection.of(url, Secret.of(TOKEN), "team");
    }

    /** Refuses what is announced above a limit at once, and waits for the body of anything else. */
    private static Function<Request, Optional<Reply>> nginx(long limit) {
        return request -> request.method().equals("POST") && Long.parseLong(request.header("Content-Length")) > limit
                ? Optional.of(Reply.html(413, "<html>413</html>", "Server: nginx/1.22.1"))
                : Optional.empty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 8, 100, 512})
    void theLimitOfAProxyIsFoundToTheMebibyteWithAtMostTwelveProbesAndNoBody(long mebibytes) {
        AtomicLong payload = new AtomicLong();
        try (HostileServer server = HostileServer.start()) {
            server.early(nginx(mebibytes * MIB)).otherwise(request -> {
                payload.addAndGet(request.body().length);
                return Reply.cut();
            });
            BodyLimitProbe probe = new BodyLimitProbe(to(server.url()));
            BodyLimit found = probe.find();
            assertThat(found).isInstanceOfSatisfying(BodyLimit.Limited.class, limited -> {
                assertThat(limited.bytes()).isBetween(mebibytes * MIB - 2 * MIB, mebibytes * MIB);
                assertThat(limited.proxy()).contains("nginx");
            });
            if (mebibytes <= 100) {
                assertThat(((BodyLimit.Limited) found).bytes()).isEqualTo(mebibytes * MIB);
            }
            assertThat(probe.probes()).isLessThanOrEqualTo(BodyLimitProbe.MOST_PROBES);
            assertThat(payload).hasValue(0);
        }
    }

    @Test
    void aLimitBelowAMebibyteIsFoundToo() {
        try (HostileServer server = HostileServer.start()) {
            server.early(nginx(300_000)).otherwise(request -> Reply.cut());
            assertThat(new BodyLimitProbe(to(server.url())).find())
                    .isInstanceOfSatisfying(
                            BodyLimit.Limited.class,
                            limited -> assertThat(limited.bytes()).isBetween(290_000L, 300_000L));
        }
    }

    @Test
    void theLimitIsFoundThroughTls(@TempDir Path folder) {
        TestCertificate certificate = TestCertificate.make(folder, "own", "ip:127.0.0.1", "-1d", 10);
        try (HostileServer server = HostileServer.start(certificate.server().getServerSocketFactory(), "https")) {
            server.early(nginx(8 * MIB)).otherwise(request -> Reply.cut());
            assertThat(new BodyLimitProbe(to(server.url()).withAuthority(certificate.pem())).find())
                    .isEqualTo(new BodyLimit.Limited(8 * MIB, Optional.of("nginx")));
            assertThat(new BodyLimitProbe(to(server.url())).find()).isInstanceOf(BodyLimit.Unknown.class);
        }
    }

    @Test
    void aServerThatAnswersTheLargestOtherwiseIsLimitedByNobody() {
        try (HostileServer server = HostileServer.start()) {
            server.early(request -> Optional.of(Reply.status(404, "{}")));
            assertThat(new BodyLimitProbe(to(server.url())).find()).isEqualTo(new BodyLimit.Unlimited());
        }
    }

    @Test
    void silenceOfANginxIsNoLimitAndThatOfABufferingNetworkTellsNothing() {
        for (String name : new String[] {"nginx/1.22.1", "cloudflare"}) {
            try (HostileServer server = HostileServer.start()) {
                server.otherwise(request -> request.method().equals("GET")
                        ? Reply.status(200, "{\"version\":\"1.27.1\"}", "Server: " + name)
                        : Reply.cut());
                assertThat(new BodyLimitProbe(to(server.url())).find())
                        .isInstanceOf(name.startsWith("nginx") ? BodyLimit.Unlimited.class : BodyLimit.Unknown.class);
            }
        }
    }

    @Test
    void whoRefusesEverythingOrHangsUpTellsNothing() {
        try (HostileServer server = HostileServer.start()) {
            server.early(request -> Optional.of(Reply.html(413, "<html>no</html>")));
            assertThat(new BodyLimitProbe(to(server.url())).find()).isInstanceOf(BodyLimit.Unknown.class);
            server.early(request -> Optional.of(Reply.cut()));
            assertThat(new BodyLimitProbe(to(server.url())).find()).isInstanceOf(BodyLimit.Unknown.class);
            server.early(request -> Optional.of(Reply.raw("SSH-2.0\r\n\r\n")));
            assertThat(new BodyLimitProbe(to(server.url())).find()).isInstanceOf(BodyLimit.Unknown.class);
        }
    }
}
