package io.aiops.testkit.postgres;

import io.aiops.postgres.Database;
import io.aiops.postgres.DatabaseSettings;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of its own on the test server. Closing it closes what {@link #open} opened, ends every other connection to it and
 * drops it. Thread-safe.
 */
public final class TestDatabase implements AutoCloseable {

    private final PostgresServer server;
    private final String name;
    private final DatabaseSettings settings;
    private final Deque<Database> opened = new ConcurrentLinkedDeque<>();

    TestDatabase(PostgresServer server, String name, DatabaseSettings settings) {
        this.server = server;
        this.name = name;
        this.settings = settings;
    }

    /** Where it is; small pools, so that many platforms fit on one server. */
    public DatabaseSettings settings() {
        return settings.withPoolSize(8);
    }

    /** Opens it as one platform does; every call is another platform with its own connections. Closed with this. */
    public Database open() {
        Database database = Database.open(settings());
        opened.push(database);
        return database;
    }

    /** Its connections without a pool, as the superuser. */
    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings.url());
        settings.user().ifPresent(source::setUser);
        return source;
    }

    /** Its address for JDBC, with the user in it. */
    public String jdbcUrl() {
        return settings.url() + "?user=" + settings.user().orElseThrow();
    }

    /** Runs statements, each by itself. */
    public void execute(String... statements) {
        try (var connection = dataSource().getConnection();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("database " + name + " refuses: " + String.join("; ", statements), failed);
        }
    }

    /** Ends every connection to it but new ones, as a restart of the server would. */
    public void cutConnections() {
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name
                + "' AND pid <> pg_backend_pid()");
    }

    /** Lets nobody connect any more and ends every connection to it, as if the server were down. */
    public void takeDown() {
        server.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false");
        cutConnections();
    }

    /** Undoes {@link #takeDown}. */
    public void bringUp() {
        server.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS true");
    }

    @Override
    public void close() {
        opened.forEach(Database::close);
        server.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }
}
