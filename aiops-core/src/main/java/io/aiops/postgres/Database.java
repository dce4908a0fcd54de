package io.aiops.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.aiops.error.AiOpsException;
import io.aiops.service.Secret;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The platform's database: its connections and its tables, which live in a PostgreSQL schema of their own and touch nothing
 * else there. Thread-safe.
 */
public final class Database implements AutoCloseable {

    private static final String SOCKET_TIMEOUT_SECONDS = "60";

    private final DataSource dataSource;
    private final String schema;
    private final Jdbi jdbi;
    private final Runnable closing;

    private Database(DataSource dataSource, SchemaConnections connections, String schema, Runnable closing) {
        this.dataSource = dataSource;
        this.schema = schema;
        this.jdbi = Jdbi.create(connections);
        this.closing = closing;
    }

    /**
     * Opens a connection pool of the platform's own and brings the tables up to date. Safe when several platforms start at
     * once.
     *
     * @throws AiOpsException {@code DATABASE_UNAVAILABLE} if it does not answer or refuses the user
     */
    public static Database open(DatabaseSettings settings) {
        HikariDataSource pool = openPool(settings);
        try {
            Migrations.run(pool, settings.schema());
        } catch (RuntimeException | Error failed) {
            pool.close();
            throw failed;
        }
        SchemaConnections connections = SchemaConnections.already(pool);
        return new Database(pool, connections, settings.schema(), pool::close);
    }

    /**
     * Uses the connections of a host, which stay the host's: closing this leaves them open, and every connection goes back
     * with the search path and auto-commit that it came with. Needs three connections at a time while it migrates.
     *
     * @throws AiOpsException {@code DATABASE_UNAVAILABLE}
     */
    public static Database using(DataSource dataSource, String schema) {
        DatabaseSettings.requireSchema(schema);
        Migrations.run(dataSource, schema);
        return new Database(dataSource, SchemaConnections.switching(dataSource, schema), schema, () -> {});
    }

    /** Uses the connections of a host and the schema {@code aiops}; see {@link #using(DataSource, String)}. */
    public static Database using(DataSource dataSource) {
        return using(dataSource, DatabaseSettings.DEFAULT_SCHEMA);
    }

    /**
     * The way to SQL with the platform's schema as search path, for rooms that keep tables of their own there. What it
     * throws is jdbi's; {@link #inTransaction} speaks in the platform's errors instead.
     */
    public Jdbi jdbi() {
        return jdbi;
    }

    /** The PostgreSQL schema of the tables. */
    public String schema() {
        return schema;
    }

    /**
     * Does work in one transaction, which is rolled back when the work throws.
     *
     * @throws AiOpsException {@code DATABASE_UNAVAILABLE} if the database does not answer; {@code INVALID_REQUEST} for a text
     *     that it cannot hold; {@code INTERNAL} for any other refusal; and what the work itself throws
     */
    public <T, X extends Exception> T inTransaction(HandleCallback<T, X> work) throws X {
        try {
            return jdbi.inTransaction(work);
        } catch (JdbiException failed) {
            throw SqlFailure.of(failed).asError();
        }
    }

    /**
     * The same for work of which no statement takes long: a server that does not answer within the limit, not even to say that
     * it is gone, is given up.
     */
    <T, X extends Exception> T inTransaction(Duration answer, HandleCallback<T, X> work) throws X {
        try {
            return jdbi.<T, X>withHandle(handle -> {
                try (AnswerLimit limit = AnswerLimit.on(handle.getConnection(), answer)) {
                    return handle.inTransaction(work);
                }
            });
        } catch (JdbiException failed) {
            throw SqlFailure.of(failed).asError();
        }
    }

    /**
     * Asks one question without a transaction around it, which spares a round trip: for a single statement that changes
     * nothing.
     *
     * @throws AiOpsException as {@link #inTransaction} does
     */
    public <T, X extends Exception> T ask(HandleCallback<T, X> question) throws X {
        try {
            return jdbi.withHandle(question);
        } catch (JdbiException failed) {
            throw SqlFailure.of(failed).asError();
        }
    }

    /** The same for a question that does not take long; see {@link #inTransaction(Duration, HandleCallback)}. */
    <T, X extends Exception> T ask(Duration answer, HandleCallback<T, X> question) throws X {
        return this.<T, X>ask(handle -> {
            try (AnswerLimit limit = AnswerLimit.on(handle.getConnection(), answer)) {
                return question.withHandle(handle);
            }
        });
    }

    /**
     * Asks the database for an answer.
     *
     * @throws AiOpsException {@code DATABASE_UNAVAILABLE}
     */
    public void ping() {
        ask(handle -> handle.createQuery("SELECT 1").mapTo(Integer.class).one());
    }

    /** Closes what {@link #open} opened, and nothing of a host. Idempotent. */
    @Override
    public void close() {
        closing.run();
    }

    DataSource dataSource() {
        return dataSource;
    }

    private static HikariDataSource openPool(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("aiops-database");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user().orElse(null));
        config.setPassword(settings.password().map(Secret::reveal).orElse(null));
        config.setSchema(settings.schema());
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(settings.connectionTimeout().toMillis());
        config.setValidationTimeout(Math.min(3_000, settings.connectionTimeout().toMillis()));
        // As texts: the driver passes over properties of any other type.
        config.addDataSourceProperty("ApplicationName", "aiops");
        config.addDataSourceProperty("connectTimeout", Long.toString(seconds(settings)));
        config.addDataSourceProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS);
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // The server's detail quotes the values of a refused row.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException failed) {
            throw SqlFailure.of(failed).asError();
        }
    }

    private static long seconds(DatabaseSettings settings) {
        return Math.max(1, settings.connectionTimeout().toSeconds());
    }
}
