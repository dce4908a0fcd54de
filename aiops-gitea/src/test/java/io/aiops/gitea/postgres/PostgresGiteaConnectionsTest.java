package io.aiops.gitea.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gitea.TlsTrust;
import io.aiops.gitea.connection.GiteaConnection;
import io.aiops.gitea.connection.GiteaConnections;
import io.aiops.gitea.connection.TokenCipher;
import io.aiops.postgres.Database;
import io.aiops.service.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
final class PostgresGiteaConnectionsTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef01234567";

    /** Binds the bytes to the identity, which is all that matters here. */
    private static final TokenCipher CIPHER = new TokenCipher() {
        @Override
        public byte[] encrypt(Secret token, String identity) {
            byte[] bytes =
                    (identity + "|" + new StringBuilder(token.reveal()).reverse()).getBytes(StandardCharsets.UTF_8);
            return bytes;
        }

        @Override
        public Secret decrypt(byte[] sealed, String identity) {
            String text = new String(sealed, StandardCharsets.UTF_8);
            if (!text.startsWith(identity + "|")) {
                throw new AiOpsException(ErrorCode.INTERNAL, "sealed for another row");
            }
            return Secret.of(new StringBuilder(text.substring(identity.length() + 1))
                    .reverse()
                    .toString());
        }
    };

    private EmbeddedPostgres postgres;
    private Database database;
    private GiteaConnections connections;

    @BeforeAll
    void start() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", "off")
                .start();
        database = Database.using(postgres.getPostgresDatabase());
    }

    @AfterAll
    void stop() throws IOException {
        database.close();
        postgres.close();
    }

    @BeforeEach
    void empty() {
        database.jdbi().useHandle(handle -> handle.execute("DELETE FROM gitea_configs"));
        connections = new PostgresGiteaConnections(database, CIPHER, TlsTrust.ofTheJdk(), Clock.systemUTC());
    }

    private static GiteaConnection connection(String host) {
        return GiteaConnection.of(URI.create("https://" + host + "/gitea"), Secret.of(TOKEN), "team")
                .withRepoPrefix("algo-");
    }

    @Test
    void whatIsSavedIsInUseWithItsToken() {
        assertThat(connections.active()).isEmpty();
        GiteaConnections.Saved saved = connections.save(connection("a.example.com"), "ann");
        assertThat(connections.active()).contains(saved);
        assertThat(connections.active().orElseThrow().connection().token()).isEqualTo(Secret.of(TOKEN));
    }

    @Test
    void theOneBeforeIsKeptOutOfUseAndTheHistoryShowsTwentyWithoutATokenNewestFirst() {
        for (int number = 0; number < 25; number++) {
            connections.save(connection("h" + number + ".example.com"), "ann");
        }
        List<GiteaConnections.Entry> history = connections.history();
        assertThat(history).hasSize(GiteaConnections.KEPT_IN_SIGHT);
        assertThat(history.get(0).active()).isTrue();
        assertThat(history.get(0).server()).isEqualTo("https://h24.example.com/gitea");
        assertThat(history.get(0).author()).isEqualTo("ann");
        assertThat(history.subList(1, 20)).noneMatch(GiteaConnections.Entry::active);
        assertThat(history.toString()).doesNotContain(TOKEN);
        assertThat(count()).isEqualTo(25);
    }

    @Test
    void theTokenIsSealedInTheTableAndDoesNotOpenInAnotherRow() {
        connections.save(connection("a.example.com"), "ann");
        connections.save(connection("b.example.com"), "ann");
        boolean plain = database.inTransaction(handle -> handle.createQuery(
                        "SELECT count(*) > 0 FROM gitea_configs WHERE position(convert_to(:token, 'UTF8') in access_token) > 0")
                .bind("token", TOKEN)
                .mapTo(Boolean.class)
                .one());
        assertThat(plain).isFalse();
        database.jdbi()
                .useHandle(
                        handle -> handle.execute(
                                "UPDATE gitea_configs SET access_token = (SELECT access_token FROM gitea_configs WHERE status = 'inactive') WHERE status = 'active'"));
        assertThatExceptionOfType(AiOpsException.class).isThrownBy(() -> connections.active());
    }

    @Test
    void ofManyWhoSaveAtOnceEachSucceedsAndOneIsInUse() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Object>> saves = IntStream.range(0, 24)
                    .<Callable<Object>>mapToObj(number -> () -> connections.save(connection("h" + number), "ann"))
                    .toList();
            for (var each : threads.invokeAll(saves)) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(count()).isEqualTo(24);
        assertThat(connections.history().stream().filter(GiteaConnections.Entry::active))
                .hasSize(1);
    }

    @Test
    void aSaveThatFailsKeepsTheOneBeforeInUse() {
        GiteaConnections.Saved before = connections.save(connection("a.example.com"), "ann");
        assertThatExceptionOfType(AiOpsException.class)
                .isThrownBy(() -> connections.save(connection("b.example.com"), "an\u0000n"));
        assertThat(connections.active()).contains(before);
    }

    @Test
    void aConnectionThatBelievesOthersThanTheMachineIsRefused() {
        assertThatExceptionOfType(AiOpsException.class)
                .isThrownBy(() -> connections.save(connection("a").withAuthority(Path.of("/ca.pem")), "ann"))
                .satisfies(failed -> assertThat(failed.code()).isEqualTo(ErrorCode.UNSUPPORTED));
    }

    private int count() {
        return database.inTransaction(handle -> handle.createQuery("SELECT count(*) FROM gitea_configs")
                .mapTo(Integer.class)
                .one());
    }
}
