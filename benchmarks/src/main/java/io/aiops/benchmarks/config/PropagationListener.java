package io.aiops.benchmarks.config;

import io.aiops.config.ChangeHints;
import io.aiops.config.ConfigFilter;
import io.aiops.config.ConfigKey;
import io.aiops.config.ConfigRegistry;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigStore;
import io.aiops.postgres.Database;
import io.aiops.postgres.DatabaseSettings;
import io.aiops.postgres.PostgresConfigStore;
import io.aiops.postgres.PostgresHints;
import io.aiops.redis.RedisHints;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The other program on the same database: says on its standard output which revision it was told of, and when. */
final class PropagationListener {

    static final ConfigKey<Integer> KEY =
            ConfigKey.integer("bench.told").dynamic().build();
    static final String READY = "ready";

    private PropagationListener() {}

    /** Listens until its standard input ends. Arguments: the address of the database, the environment, the hints. */
    public static void main(String[] arguments) throws IOException {
        DatabaseSettings settings = DatabaseSettings.of(arguments[0]);
        try (Database database = Database.open(settings);
                ConfigResolver resolver =
                        resolver(database, arguments[1], hints(settings, arguments[1], arguments[2]))) {
            resolver.subscribe(
                    ConfigFilter.key(KEY), event -> System.out.println(event.revision() + " " + System.nanoTime()));
            while (!resolver.health().disconnectedHints().isEmpty()) {
                LockSupport.parkNanos(10_000_000);
            }
            System.out.println(READY);
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }

    static ConfigResolver resolver(Database database, String environment, List<ChangeHints> hints) {
        ConfigStore store = store(database, environment);
        return ConfigResolver.builder(ConfigRegistry.builder().add(KEY).build())
                .store(store)
                .hints(hints)
                .open();
    }

    static ConfigStore store(Database database, String environment) {
        return new PostgresConfigStore(database, Clock.systemUTC(), environment, "");
    }

    /**
     * The hints of a mode.
     *
     * @param mode {@code notify}, {@code none}, or the address of a Redis
     */
    static List<ChangeHints> hints(DatabaseSettings settings, String environment, String mode) {
        return switch (mode) {
            case "none" -> List.of();
            case "notify" -> List.of(PostgresHints.of(settings, environment));
            default -> List.of(new RedisHints(URI.create(mode), Optional.empty(), environment));
        };
    }
}
