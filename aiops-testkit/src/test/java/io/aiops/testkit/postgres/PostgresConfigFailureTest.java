package io.aiops.testkit.postgres;

import static io.aiops.testkit.config.ConfigChanges.commit;
import static io.aiops.testkit.config.ConfigChanges.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.aiops.config.CommitCheck;
import io.aiops.config.ConfigEntry;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigStore;
import io.aiops.config.Expectation;
import io.aiops.config.StorePosition;
import io.aiops.config.StoredValue;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.postgres.Database;
import io.aiops.postgres.DatabaseSettings;
import io.aiops.postgres.PostgresConfigStore;
import io.aiops.secret.Ciphertext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

@ExtendWith(PostgresExtension.class)
class PostgresConfigFailureTest {

    private static final ConfigId PORT = ConfigId.system("service.port");
    private static final ConfigId HOST = ConfigId.system("service.host");

    @Test
    void aWriterThatIsKilledInTheMiddleLeavesNothing(TestDatabase data) {
        ConfigStore store = store(data);
        StorePosition before = store.commit(commit(put(PORT, 1)), CommitCheck.NONE);

        assertUnavailable(() -> store.commit(commit(put(PORT, 2), put(HOST, "a")), entries -> data.cutConnections()));

        ConfigStore other = store(data);
        assertThat(other.position()).isEqualTo(before);
        assertThat(other.load().entries()).extracting(ConfigEntry::revision).containsExactly(1L);
        assertThat(other.commit(commit(put(PORT, 3, Expectation.of(1))), CommitCheck.NONE)
                        .revision())
                .isEqualTo(2);
        assertThat(other.verifyHistory().faults()).isEmpty();
        assertThat(other.verifyHistory().lines()).isEqualTo(2);
    }

    @Test
    @Timeout(20)
    void writesAndReadsFailAtOnceWhileTheDatabaseIsDownAndWorkAgainWhenItIsBack(TestDatabase data) {
        Database database = Database.open(data.settings().withConnectionTimeout(Duration.ofMillis(500)));
        ConfigStore store = new PostgresConfigStore(database, Clock.systemUTC());
        store.commit(commit(put(PORT, 1)), CommitCheck.NONE);
        data.takeDown();

        long begin = System.nanoTime();
        assertUnavailable(() -> store.commit(commit(put(PORT, 2)), CommitCheck.NONE));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertUnavailable(store::load);
        assertUnavailable(store::position);
        assertUnavailable(() -> store.changesAfter(new StorePosition(new UUID(0, 0), 0), 1));

        data.bringUp();
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(store.load().entries()).hasSize(1));
        assertThat(store.commit(commit(put(PORT, 3)), CommitCheck.NONE).revision())
                .isEqualTo(2);
        database.close();
    }

    @Test
    @Timeout(30)
    void aServerThatStopsAnsweringIsGivenUpLongBeforeTheSocketsLimit(TestDatabase data) throws Exception {
        int port = Integer.parseInt(data.settings().url().replaceAll(".*:(\\d+)/.*", "$1"));
        try (Pipe pipe = new Pipe(port);
                Database database =
                        Database.open(through(pipe, data.settings()).withConnectionTimeout(Duration.ofSeconds(1)))) {
            ConfigStore store = new PostgresConfigStore(database, Clock.systemUTC());
            store.commit(commit(put(PORT, 1)), CommitCheck.NONE);

            assertUnavailable(() -> store.commit(commit(put(PORT, 2)), entries -> pipe.swallow()));

            pipe.flow();
            await().ignoreExceptions()
                    .atMost(15, TimeUnit.SECONDS)
                    .untilAsserted(() ->
                            assertThat(store.load().entries().get(0).revision()).isEqualTo(1));
        }
    }

    @Test
    void aCommitAnnouncesItselfOnceAndOneThatFailsNotAtAll(TestDatabase data) throws Exception {
        ConfigStore store = new PostgresConfigStore(data.open(), Clock.systemUTC(), "test", "");
        try (Connection connection = data.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("LISTEN aiops_config");

            assertThatThrownBy(() -> store.commit(commit(put(PORT, 2)), entries -> {
                        throw new IllegalStateException("no");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            store.commit(commit(put(PORT, 1), put(HOST, "a"), put(ConfigId.system("x"), 1)), CommitCheck.NONE);
            statement.execute("SELECT 1");

            PGNotification[] heard = connection.unwrap(PGConnection.class).getNotifications(5000);
            assertThat(heard).hasSize(1);
            assertThat(heard[0].getParameter()).isEqualTo("test 1");
        }
    }

    @Test
    void aNewEpochTellsEverybodyToLoadAgain(TestDatabase data) {
        ConfigStore store = store(data);
        StorePosition before = store.commit(commit(put(PORT, 1)), CommitCheck.NONE);

        data.execute("UPDATE aiops.config_revisions SET epoch = gen_random_uuid()");

        assertThat(store.position().epoch()).isNotEqualTo(before.epoch());
        assertThat(store.changesAfter(before, 10)).isEmpty();
        assertThat(store.load().position()).isEqualTo(store.position());
    }

    @Test
    void aHostsConnectionsServeWhateverIsolationTheyComeWith(TestDatabase data) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(data.jdbcUrl());
        config.setMaximumPoolSize(6);
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        try (HikariDataSource host = new HikariDataSource(config)) {
            ConfigStore store = new PostgresConfigStore(Database.using(host), Clock.systemUTC());

            AtOnce.run(4, turn -> {
                for (int i = 0; i < 20; i++) {
                    store.commit(commit(put(PORT, i)), CommitCheck.NONE);
                }
                return turn;
            });

            assertThat(store.position().revision()).isEqualTo(80);
            assertThat(store.verifyHistory().faults()).isEmpty();
            try (Connection connection = host.getConnection()) {
                assertThat(connection.getNetworkTimeout()).isZero();
                assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
            }
            assertThat(host.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    @Test
    void valuesFromBeforeTheHistorySurviveTheMigration(PostgresServer server) {
        try (TestDatabase data = server.emptyDatabase()) {
            Flyway.configure()
                    .dataSource(data.dataSource())
                    .schemas("aiops")
                    .table("aiops_schema_history")
                    .locations("classpath:io/aiops/postgres/migration")
                    .target("1")
                    .load()
                    .migrate();
            data.execute("""
                    INSERT INTO aiops.service_configs (environment, config_type, scope_id, config_key, config_value)
                    VALUES ('', 'system', '', 'service.port', '8000'), ('test', 'system', '', 'service.port', '1')
                    """, """
                    INSERT INTO aiops.service_configs (config_type, scope_id, config_key, secret, sensitive)
                    VALUES ('service', 'text-classify', 'gitea.token', 'ciphertext', true)
                    """);

            ConfigStore store = store(data);

            assertThat(store.load().entries())
                    .extracting(
                            entry -> entry.id().key(), entry -> entry.value().isSensitive())
                    .containsExactly(tuple("service.port", false), tuple("gitea.token", true));
            assertThat(store.verifyHistory().faults())
                    .hasSize(2)
                    .allSatisfy(fault -> assertThat(fault).contains("not in the history"));
            store.commit(commit(put(PORT, 8001)), CommitCheck.NONE);
            assertThat(store.load().entries().get(0).value().plain().map(Object::toString))
                    .isEqualTo(Optional.of("8001"));
            assertThat(store.verifyHistory().faults()).hasSize(1);
        }
    }

    @Test
    void programsThatUseANewEnvironmentFirstAtOnceAgreeOnItsEpoch(TestDatabase data) throws Exception {
        Database database = data.open();

        List<Object> seen = AtOnce.run(6, turn -> {
            ConfigStore store = new PostgresConfigStore(database, Clock.systemUTC(), "fresh", "i-" + turn);
            return turn % 2 == 0
                    ? store.position().epoch()
                    : store.commit(commit(put(ConfigId.system("key-" + turn), 1)), CommitCheck.NONE)
                            .epoch();
        });

        assertThat(seen.stream().distinct()).hasSize(1);
        assertThat(new PostgresConfigStore(database, Clock.systemUTC(), "fresh", "")
                        .position()
                        .revision())
                .isEqualTo(3);
    }

    @Test
    void anImpossibleEnvironmentNameIsRefused(TestDatabase data) {
        Database database = data.open();

        assertThatThrownBy(() -> new PostgresConfigStore(database, Clock.systemUTC(), "a b", ""))
                .isInstanceOfSatisfying(
                        AiOpsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SETTING));
    }

    /** Why revisions come from a row and not from a sequence, whose numbers are given before their commits are decided. */
    @Test
    void aReaderThatFollowsASequenceMissesWhatCommitsLate(TestDatabase data) throws Exception {
        data.execute("CREATE SEQUENCE numbers", "CREATE TABLE numbered (revision bigint)");
        try (Connection slow = data.dataSource().getConnection();
                Connection fast = data.dataSource().getConnection()) {
            slow.setAutoCommit(false);
            add(slow);
            add(fast);
            List<Long> seen = new ArrayList<>(after(fast, 0));
            slow.commit();
            seen.addAll(after(fast, seen.get(seen.size() - 1)));
            assertThat(seen).containsExactly(2L);
        }
    }

    private static void add(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO numbered VALUES (nextval('numbers'))");
        }
    }

    private static List<Long> after(Connection connection, long revision) throws SQLException {
        List<Long> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT revision FROM numbered WHERE revision > " + revision + " ORDER BY revision")) {
            while (rows.next()) {
                found.add(rows.getLong(1));
            }
        }
        return found;
    }

    @Test
    void aSecretWithoutItsHashIsRefused(TestDatabase data) {
        ConfigStore store = store(data);
        StoredValue bare = new StoredValue.Sealed(Ciphertext.of("one", new byte[40]), "");

        assertThatThrownBy(() -> store.commit(commit(put(PORT, bare, Expectation.ANY)), CommitCheck.NONE))
                .isInstanceOfSatisfying(
                        AiOpsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_CONFIG_VALUE));
    }

    private static ConfigStore store(TestDatabase data) {
        return new PostgresConfigStore(data.open(), Clock.systemUTC());
    }

    private static DatabaseSettings through(Pipe pipe, DatabaseSettings settings) {
        return new DatabaseSettings(
                settings.url().replaceAll(":\\d+/", ":" + pipe.port() + "/"),
                settings.user(),
                settings.password(),
                settings.schema(),
                settings.poolSize(),
                settings.connectionTimeout());
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AiOpsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
    }
}
