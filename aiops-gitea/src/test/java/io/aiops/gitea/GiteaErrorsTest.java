package io.aiops.gitea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiops.gitea.GiteaException.SizeRefusal.By;
import io.aiops.gitea.GiteaException.Unreachable.Reason;
import io.aiops.gitea.HostileServer.Reply;
import io.aiops.service.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class GiteaErrorsTest {

    private static final String NGINX_413 =
            "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n"
                    + "<center><h1>413 Request Entity Too Large</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n"
                    + "</body>\r\n</html>\r\n";

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

    private <T extends GiteaException> T failure(Class<T> type) {
        return catchThrowableOfType(type, () -> client.repos().get(Fixture.REPO));
    }

    @ParameterizedTest
    @CsvSource({
        "401, AuthFailed",
        "403, Forbidden",
        "404, NotFound",
        "405, Invalid",
        "409, Conflict",
        "410, NotFound",
        "422, Invalid",
        "423, Archived",
        "429, RateLimited",
        "500, ServerError",
        "502, ServerError",
        "503, ServerError"
    })
    void everyStatusHasItsErrorWithTheServersMessageAndAHint(int status, String type) {
        server.then(Reply.status(status, "{\"message\":\"because\",\"url\":\"x\"}"));

        GiteaException failed = failure(GiteaException.class);

        assertThat(failed.getClass().getSimpleName()).isEqualTo(type);
        assertThat(failed.status()).isEqualTo(status);
        assertThat(failed.serverMessage()).isEqualTo("because");
        assertThat(failed.method()).isEqualTo("GET");
        assertThat(failed.path()).isEqualTo("/api/v1/repos/team/algo");
        assertThat(failed.hint()).isNotBlank();
        assertThat(failed).hasMessageContaining("because").hasMessageContaining(failed.hint());
    }

    @Test
    void anEmpty500StillHasAHint() {
        server.then(Reply.status(500, "{\"message\":\"\"}"));
        assertThat(failure(GiteaException.ServerError.class).hint()).contains("log");
        server.then(Reply.raw("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        assertThat(failure(GiteaException.ServerError.class).hint()).contains("log");
    }

    @Test
    void aTokenWithoutAScopeNamesTheScope() {
        server.then(
                Reply.status(
                        403,
                        "{\"message\":\"token does not have at least one of required scope(s), required=[write:repository], token scope=read:user\"}"));
        assertThat(failure(GiteaException.MissingScope.class).scopes()).containsExactly("write:repository");
        server.then(
                Reply.status(
                        403,
                        "{\"message\":\"token does not have at least one of required scope(s): [read:user read:repository]\"}"));
        assertThat(failure(GiteaException.MissingScope.class))
                .hasMessageContaining("read:user or read:repository")
                .hasMessageContaining("Settings");
    }

    @Test
    void anArchivedRepositoryIsToldAlsoWhereTheServerSaysOnlyForbidden() {
        server.then(Reply.status(403, "{\"message\":\"Repository is archived\"}"));
        assertThat(failure(GiteaException.Archived.class)).isNotNull();
    }

    @Test
    void anHtmlPageInsteadOfJsonIsAProtocolErrorWithAWayOut() {
        server.then(Reply.html(200, "<!DOCTYPE html><html><body>Sign in</body></html>"));
        assertThat(failure(GiteaException.Protocol.class))
                .hasMessageContaining("web page")
                .hasMessageContaining("sub-path");
        server.then(Reply.of(200, "application/json", "<html></html>"));
        assertThat(failure(GiteaException.Protocol.class)).isNotNull();
        server.then(Reply.json("{\"id\": \"this is "));
        assertThat(failure(GiteaException.Protocol.class).getMessage()).doesNotContain("this is");
        server.then(Reply.json(""));
        assertThat(failure(GiteaException.Protocol.class)).hasMessageContaining("empty");
        server.then(Reply.json("[1,2]"));
        assertThat(failure(GiteaException.Protocol.class)).isNotNull();
        server.then(Reply.json("null"));
        assertThat(failure(GiteaException.Protocol.class)).isNotNull();
        server.then(Reply.html(200, "<html>bye</html>"));
        assertThatExceptionOfType(GiteaException.Protocol.class)
                .isThrownBy(() -> client.repos().delete(Fixture.REPO));
    }

    @Test
    void a413OfNginxNamesNginxTheBytesAndTheLineToChange() {
        try (GiteaClient knowing = Fixture.once(server.url()).bodyLimit(1048576).build()) {
            server.then(
                    Reply.json(Fixture.branch("main", "a".repeat(40))),
                    Reply.html(413, NGINX_413, "Server: nginx/1.22.1"));

            GiteaException.TooLarge failed = catchThrowableOfType(
                    GiteaException.TooLarge.class,
                    () -> knowing.contents()
                            .change(
                                    Fixture.REPO,
                                    ChangeFiles.on("main", "large").with(FileChange.create("a", new byte[100_000]))));

            assertThat(failed.refusal().by()).isEqualTo(By.PROXY);
            assertThat(failed.refusal().proxy()).contains("nginx");
            assertThat(failed.refusal().knownLimit()).hasValue(1048576);
            assertThat(failed.refusal().sentBytes()).isGreaterThan(130_000);
            assertThat(failed).hasMessageContaining("nginx").hasMessageContaining("client_max_body_size 512m;");
        }
    }

    @Test
    void a413OfGiteaItselfNamesItsOwnSetting(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("model.bin"), new byte[1000]);
        server.then(Reply.status(413, "{\"message\":\"attachment exceeds limit\"}"));

        GiteaException.TooLarge failed = catchThrowableOfType(
                GiteaException.TooLarge.class, () -> client.releases().uploadAsset(Fixture.REPO, 1, "model.bin", file));

        assertThat(failed.refusal().by()).isEqualTo(By.GITEA);
        assertThat(failed).hasMessageContaining("[attachment]");
    }

    @Test
    void anAnswerOfTenMegabytesWhereAKilobyteIsExpectedIsRefusedEarly() {
        server.then(Reply.json("{\"version\":\"" + "9".repeat(10 * 1024 * 1024) + "\"}"));
        assertThatExceptionOfType(GiteaException.Protocol.class)
                .isThrownBy(() -> client.server().version())
                .withMessageContaining("longer than 65536 bytes");
    }

    @Test
    void theConnectionMayBeCutAtAnyPhaseAndIsNeverTakenForAnAnswer() {
        Reply good = Reply.json(Fixture.repository(1, "team/algo"));
        for (int bytes : new int[] {0, 1, 8, 20, 60, 120, 200}) {
            // The JDK's own client asks once more where not one byte came.
            server.otherwise(request -> Reply.cutAfter(good, bytes));
            GiteaException failed = failure(GiteaException.class);
            assertThat(failed)
                    .as("after %s bytes", bytes)
                    .isInstanceOfAny(GiteaException.Unreachable.class, GiteaException.Protocol.class);
        }
    }

    @Test
    void aPeerThatSaysNothingOrStopsHalfwayEndsWithTheTimeLimit() {
        try (GiteaClient hasty = Fixture.once(server.url())
                .limits(RequestLimits.standard().withTimes(Duration.ofSeconds(1), Duration.ofMillis(300)))
                .build()) {
            server.then(Reply.silence(), Reply.stall(Reply.json(Fixture.repository(1, "team/algo")), 150));
            for (int call = 0; call < 2; call++) {
                GiteaException.Unreachable failed = catchThrowableOfType(
                        GiteaException.Unreachable.class, () -> hasty.repos().get(Fixture.REPO));
                assertThat(failed.reason()).isEqualTo(Reason.TIMED_OUT);
            }
        }
    }

    @Test
    void anUnknownHostARefusedPortAndGarbageAreDifferentErrors() throws IOException {
        try (GiteaClient nowhere =
                Fixture.once(URI.create("http://no-such-host.invalid")).build()) {
            assertThat(catchThrowableOfType(
                                    GiteaException.Unreachable.class,
                                    () -> nowhere.server().version())
                            .reason())
                    .isEqualTo(Reason.UNKNOWN_HOST);
        }
        URI url = server.url();
        server.then(Reply.raw("SSH-2.0-OpenSSH_9.2p1\r\n"));
        assertThat(failure(GiteaException.Protocol.class)).hasMessageContaining("does not speak HTTP");
        server.close();
        try (GiteaClient closed = Fixture.once(url).build()) {
            assertThat(catchThrowableOfType(
                                    GiteaException.Unreachable.class,
                                    () -> closed.server().version())
                            .reason())
                    .isEqualTo(Reason.REFUSED);
        }
    }

    @Test
    void anInterruptCancelsACallAndStaysSet() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        server.otherwise(request -> {
            asked.countDown();
            return Reply.silence();
        });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>(false);
        Thread caller = new Thread(() -> {
            try {
                client.repos().get(Fixture.REPO);
            } catch (RuntimeException failed) {
                thrown.set(failed);
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        asked.await();
        caller.interrupt();
        caller.join(10_000);

        assertThat(thrown.get()).isInstanceOf(GiteaException.Cancelled.class);
        assertThat(flag.get()).isTrue();
    }

    @RepeatedTest(20)
    void closingTheClientCancelsWhatIsUnderWayAndWhatComesAfter() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        server.otherwise(request -> {
            asked.countDown();
            return Reply.silence();
        });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                client.repos().get(Fixture.REPO);
            } catch (RuntimeException failed) {
                thrown.set(failed);
            }
        });
        caller.start();
        asked.await();
        client.close();
        caller.join(3_000);
        assertThat(thrown.get()).isInstanceOf(GiteaException.Cancelled.class);
        assertThat(failure(GiteaException.Cancelled.class)).hasMessageContaining("closed");
    }

    @Test
    void theTokenIsInNoMessageNoTextAndNoCauseEvenIfTheServerRepeatsIt() {
        server.then(Reply.status(403, "{\"message\":\"Authorization: token " + Fixture.TOKEN + " is no good\"}"));

        GiteaException failed = failure(GiteaException.Forbidden.class);

        assertThat(failed.serverMessage()).contains("***").doesNotContain(Fixture.TOKEN);
        assertThat(failed.toString()).doesNotContain(Fixture.TOKEN);
        assertThat(client.toString()).doesNotContain(Fixture.TOKEN);
        assertThat(NewHook.forPushes(URI.create("http://x"), Secret.of(Fixture.TOKEN))
                        .toString())
                .doesNotContain(Fixture.TOKEN);
        assertThat(server.requests().get(0).header("Authorization")).isEqualTo("token " + Fixture.TOKEN);
        assertThat(server.requests().get(0).target()).doesNotContain(Fixture.TOKEN);
    }

    @Test
    void queriesWithWhatSomebodySearchedForAreInNoMessage() {
        server.then(Reply.status(422, "{\"message\":\"no\"}"));
        assertThatExceptionOfType(GiteaException.Invalid.class)
                .isThrownBy(() -> client.repos().search("confidential").page(1))
                .withMessageNotContaining("confidential");
    }

    @Test
    void aPoliteAnswerWithUnknownFieldsAndNullsIsRead() {
        server.then(Reply.json(Fixture.repository(7, "team/algo")));
        Repository repository = client.repos().get(Fixture.REPO);
        assertThat(repository.id()).isEqualTo(7);
        assertThat(repository.isPrivate()).isTrue();
        assertThat(repository.topics()).isEmpty();
        assertThat(repository.createdAt()).isEmpty();
        assertThat(repository.cloneUrl()).isEmpty();
        assertThat(repository.permissions())
                .hasValueSatisfying(may -> assertThat(may.push()).isTrue());
        server.then(Reply.json("{\"full_name\":null,\"id\":null,\"private\":null,\"topics\":[\"a\"]}"));
        assertThat(client.repos().get(Fixture.REPO).topics()).containsExactly("a");
        server.then(Reply.json("{\"sha\":\"x\",\"state\":\"\",\"statuses\":null}"));
        assertThat(client.statuses().combined(Fixture.REPO, "x").state()).isEqualTo(CommitState.UNKNOWN);
        server.then(Reply.json("{\"sha\":\"x\",\"state\":\"a-word-of-tomorrow\"}"));
        assertThat(client.statuses().combined(Fixture.REPO, "x").state()).isEqualTo(CommitState.UNKNOWN);
    }
}
