package io.aiops.testkit.postgres;

import io.aiops.config.ConfigStore;
import io.aiops.config.StoreLimits;
import io.aiops.postgres.Database;
import io.aiops.postgres.PostgresConfigStore;
import io.aiops.testkit.config.ConfigStoreContract;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresConfigStoreTest extends ConfigStoreContract {

    private Database database;
    private ConfigStore store;
    private ConfigStore second;

    @BeforeEach
    void create(TestDatabase fresh) {
        database = fresh.open();
        store = new PostgresConfigStore(database, Clock.systemUTC());
        second = new PostgresConfigStore(fresh.open(), Clock.systemUTC(), "", "second");
    }

    @Override
    protected ConfigStore store() {
        return store;
    }

    @Override
    protected Optional<ConfigStore> second() {
        return Optional.of(second);
    }

    @Override
    protected Optional<ConfigStore> inEnvironment(String environment) {
        return Optional.of(new PostgresConfigStore(database, Clock.systemUTC(), environment, "third"));
    }

    @Override
    protected Optional<ConfigStore> limited(StoreLimits limits) {
        return Optional.of(new PostgresConfigStore(database, Clock.systemUTC(), "", "small", limits));
    }
}
