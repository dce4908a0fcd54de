package io.aiops.benchmarks.config;

import io.aiops.benchmarks.Samples;
import io.aiops.config.Author;
import io.aiops.config.CommitCheck;
import io.aiops.config.ConfigCommit;
import io.aiops.config.ConfigEditor;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigKey;
import io.aiops.config.ConfigOperation;
import io.aiops.config.ConfigRegistry;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigSecrets;
import io.aiops.config.ConfigStore;
import io.aiops.config.ConfigWrite;
import io.aiops.config.EntryChange;
import io.aiops.config.EntryStatus;
import io.aiops.config.Expectation;
import io.aiops.config.JsonValue;
import io.aiops.config.StoredValue;
import io.aiops.postgres.Database;
import io.aiops.postgres.PostgresConfigStore;
import io.aiops.secret.Keyring;
import io.aiops.secret.SecretCipher;
import io.aiops.testkit.postgres.PostgresServer;
import io.aiops.testkit.postgres.TestDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * One stored value is updated, by each side in turn and in one process, so that whatever else the machine does meets all of
 * them. Each side has an environment of its own in the same tables, with the same hundred values.
 */
final class WriteBenchmark {

    static final String BARE = "bare JDBC, the same statements";
    static final String COMMIT = "`PostgresConfigStore.commit`";
    static final String EDITOR = "`ConfigEditor.write`: checked, committed, and read back";

    private static final int KEYS = 100;
    private static final Author AUTHOR = Author.of("benchmark");

    private final int writes;

    WriteBenchmark(int writes) {
        this.writes = writes;
    }

    /** Microseconds of each write, by side. */
    Map<String, Samples> measure(PostgresServer server) throws SQLException {
        try (TestDatabase place = server.database();
                Database database = place.open();
                BareJdbc bare = new BareJdbc(
                        place.dataSource().getConnection(), place.settings().schema(), "bare")) {
            fill(store(database, "bare"));
            ConfigStore store = store(database, "commit");
            fill(store);
            ConfigStore edited = store(database, "editor");
            fill(edited);
            ConfigRegistry.Builder keys = ConfigRegistry.builder();
            IntStream.range(0, KEYS).forEach(i -> keys.add(key(i)));
            try (ConfigResolver resolver = ConfigResolver.builder(keys.build())
                    .store(edited)
                    .pollInterval(Duration.ofMinutes(10))
                    .open()) {
                ConfigSecrets noSecrets = new ConfigSecrets(SecretCipher.of(() -> Keyring.EMPTY), "editor");
                ConfigEditor editor = new ConfigEditor(resolver, edited, noSecrets, List.of());
                List<Side> sides = List.of(
                        new Side(BARE, i -> bare.write(name(i), Integer.toString(i))),
                        new Side(COMMIT, i -> store.commit(commit(i), CommitCheck.NONE)),
                        new Side(EDITOR, i -> editor.write(ConfigWrite.put(id(i), JsonValue.of(i)), AUTHOR)));
                takeTurns(sides, writes);
                return takeTurns(sides, writes);
            }
        }
    }

    private static Map<String, Samples> takeTurns(List<Side> sides, int rounds) throws SQLException {
        Map<String, Samples> micros = new LinkedHashMap<>();
        sides.forEach(side -> micros.put(side.name(), new Samples()));
        for (int i = 0; i < rounds; i++) {
            for (int turn = 0; turn < sides.size(); turn++) {
                // Each follows each of the others as often.
                Side side = sides.get((i % 2 == 0 ? i + turn : i + sides.size() - turn) % sides.size());
                long begin = System.nanoTime();
                side.write().write(i);
                double took = (System.nanoTime() - begin) / 1e3;
                Objects.requireNonNull(micros.get(side.name())).add(took);
            }
        }
        return micros;
    }

    private static ConfigStore store(Database database, String environment) {
        return new PostgresConfigStore(database, Clock.systemUTC(), environment, "");
    }

    private static void fill(ConfigStore store) {
        store.commit(
                new ConfigCommit(
                        IntStream.range(0, KEYS)
                                .mapToObj(WriteBenchmark::change)
                                .toList(),
                        AUTHOR),
                CommitCheck.NONE);
    }

    private static ConfigCommit commit(int number) {
        return new ConfigCommit(List.of(change(number)), AUTHOR);
    }

    private static EntryChange change(int number) {
        return new EntryChange(
                id(number),
                Expectation.ANY,
                ConfigOperation.UPDATE,
                Optional.of(new EntryChange.AfterImage(
                        new StoredValue.Plain(JsonValue.of(number)), "", EntryStatus.ACTIVE)),
                OptionalLong.empty());
    }

    private static ConfigKey<Integer> key(int number) {
        return ConfigKey.integer(name(number)).dynamic().build();
    }

    private static ConfigId id(int number) {
        return new ConfigId(ConfigScope.SYSTEM, name(number));
    }

    private static String name(int number) {
        return "bench.key-" + number % KEYS;
    }

    private record Side(String name, Write write) {}

    @FunctionalInterface
    private interface Write {
        void write(int number) throws SQLException;
    }
}
