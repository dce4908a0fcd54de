package io.aiops.testkit.postgres;

import static io.aiops.testkit.config.ConfigChanges.commit;
import static io.aiops.testkit.config.ConfigChanges.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.aiops.config.ChangeHints;
import io.aiops.config.CommitCheck;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigStore;
import io.aiops.config.StorePosition;
import io.aiops.postgres.DatabaseSettings;
import io.aiops.postgres.PostgresConfigStore;
import io.aiops.postgres.PostgresHints;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresHintsTest {

    private static final ConfigId PORT = ConfigId.system("service.port");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Of the process that listens; pg_stat_activity shows its last statement. */
    private static final String LISTENING =
            "FROM pg_stat_activity WHERE application_name = 'aiops-hints'" + " AND datname = current_database()";

    private final AtomicInteger woken = new AtomicInteger();
    private TestDatabase data;
    private ConfigStore store;

    @BeforeEach
    void create(TestDatabase fresh) {
        data = fresh;
        store = new PostgresConfigStore(fresh.open(), Clock.systemUTC());
    }

    @Test
    void aCommitWakesWhoListens() {
        try (ChangeHints hints = hints(data.settings())) {
            hints.start(woken::incrementAndGet);
            awaitWoken(1);
            assertThat(hints.isConnected()).isTrue();

            store.commit(commit(put(PORT, 1), put(ConfigId.system("x"), 1)), CommitCheck.NONE);
            awaitWoken(2);
            store.commit(commit(put(PORT, 2)), CommitCheck.NONE);
            awaitWoken(3);
        }
    }

    @Test
    void whoLooksWhenItIsWokenIsNotWokenByThat() {
        AtomicReference<StorePosition> seen = new AtomicReference<>(store.position());
        try (ChangeHints hints = hints(data.settings())) {
            hints.start(() -> {
                woken.incrementAndGet();
                seen.set(store.load().position());
                hints.announce(store.position());
            });
            awaitWoken(1);
            StorePosition now = store.commit(commit(put(PORT, 1)), CommitCheck.NONE);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(seen).hasValue(now));
            StorePosition last = store.commit(commit(put(PORT, 2)), CommitCheck.NONE);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(seen).hasValue(last));
        }
        assertThat(woken).hasValueLessThanOrEqualTo(3);
    }

    @Test
    void otherEnvironmentsAreNotHeard() {
        ConfigStore other = new PostgresConfigStore(data.open(), Clock.systemUTC(), "test", "");
        try (ChangeHints hints = hints(data.settings())) {
            hints.start(woken::incrementAndGet);
            awaitWoken(1);

            other.commit(commit(put(PORT, 1)), CommitCheck.NONE);
            store.commit(commit(put(PORT, 1)), CommitCheck.NONE);

            awaitWoken(2);
        }
        assertThat(woken).hasValue(2);
    }

    @Test
    void aKilledConnectionIsMadeAnewAndWakesForWhatWasMissed() {
        try (ChangeHints hints = hints(data.settings())) {
            hints.start(woken::incrementAndGet);
            awaitWoken(1);

            for (int round = 1; round <= 3; round++) {
                int before = woken.get();
                data.execute("SELECT pg_terminate_backend(pid) " + LISTENING);
                store.commit(commit(put(PORT, round)), CommitCheck.NONE);
                awaitWoken(before + 1);
                await().atMost(LIMIT).until(hints::isConnected);
            }
            int before = woken.get();
            store.commit(commit(put(PORT, 9)), CommitCheck.NONE);
            awaitWoken(before + 1);
        }
    }

    @Test
    void aDatabaseThatIsDownIsListenedToAgainWhenItIsBack() {
        try (ChangeHints hints = hints(data.settings())) {
            hints.start(woken::incrementAndGet);
            awaitWoken(1);

            data.takeDown();
            await().atMost(LIMIT).until(() -> !hints.isConnected());
            data.bringUp();

            awaitWoken(2);
            assertThat(hints.isConnected()).isTrue();
        }
    }

    @Test
    void aServerThatStopsAnsweringIsLeft() throws Exception {
        DatabaseSettings direct = data.settings();
        int port = Integer.parseInt(direct.url().replaceAll(".*:(\\d+)/.*", "$1"));
        try (Pipe pipe = new Pipe(port);
                ChangeHints hints = hints(new DatabaseSettings(
                        direct.url().replaceAll(":\\d+/", ":" + pipe.port() + "/"),
                        direct.user(),
                        direct.password(),
                        direct.schema(),
                        direct.poolSize(),
                        Duration.ofSeconds(1)))) {
            hints.start(woken::incrementAndGet);
            awaitWoken(1);

            pipe.swallow();
            await().atMost(LIMIT).until(() -> !hints.isConnected());
            pipe.flow();

            awaitWoken(2);
        }
    }

    @Test
    void closingEndsTheThreadAndTheConnectionAtOnce() {
        ChangeHints hints = hints(data.settings());
        hints.start(woken::incrementAndGet);
        awaitWoken(1);
        assertThat(threads()).isPositive();

        hints.close();
        hints.close();

        assertThat(hints.isConnected()).isFalse();
        assertThat(threads()).isZero();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(listeners()).isZero());
    }

    @Test
    void aWakeThatThrowsDoesNotStopTheNext() {
        try (ChangeHints hints = hints(data.settings())) {
            hints.start(() -> {
                woken.incrementAndGet();
                throw new IllegalStateException("the listener is broken");
            });
            awaitWoken(1);
            store.commit(commit(put(PORT, 1)), CommitCheck.NONE);
            awaitWoken(2);
            assertThat(hints.isConnected()).isTrue();
        }
    }

    @Test
    void aHostsConnectionIsHeldAndNeverGivenBackListening() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(data.jdbcUrl() + "&ApplicationName=aiops-hints");
        config.setMaximumPoolSize(2);
        config.setMinimumIdle(0);
        config.setAutoCommit(false);
        try (HikariDataSource host = new HikariDataSource(config)) {
            ChangeHints hints = PostgresHints.using(host, "");
            hints.start(woken::incrementAndGet);
            awaitWoken(1);
            assertThat(host.getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
            store.commit(commit(put(PORT, 1)), CommitCheck.NONE);
            awaitWoken(2);

            hints.close();

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(host.getHikariPoolMXBean().getActiveConnections())
                            .isZero());
            try (Connection one = host.getConnection();
                    Connection two = host.getConnection()) {
                for (Connection each : new Connection[] {one, two}) {
                    try (var statement = each.createStatement();
                            var rows = statement.executeQuery("SELECT count(*) FROM pg_listening_channels()")) {
                        rows.next();
                        assertThat(rows.getInt(1)).isZero();
                    }
                }
            }
        }
    }

    @Test
    void closingBeforeStartingAndWithoutADatabaseIsFine() {
        ChangeHints unstarted = hints(data.settings());
        unstarted.close();
        assertThat(unstarted.isConnected()).isFalse();

        data.takeDown();
        ChangeHints hints = hints(data.settings());
        hints.start(woken::incrementAndGet);
        hints.close();

        assertThat(woken).hasValue(0);
        assertThat(threads()).isZero();
        data.bringUp();
        assertThatThrownBy(() -> hints.start(woken::incrementAndGet)).isInstanceOf(IllegalStateException.class);
    }

    private static ChangeHints hints(DatabaseSettings settings) {
        return PostgresHints.of(settings, "");
    }

    private void awaitWoken(int times) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(woken).hasValueGreaterThanOrEqualTo(times));
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("aiops-config-hints-of-postgresql"))
                .count();
    }

    private int listeners() throws SQLException {
        try (Connection connection = data.dataSource().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) " + LISTENING)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
