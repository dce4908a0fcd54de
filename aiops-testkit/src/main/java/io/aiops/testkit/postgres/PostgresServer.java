package io.aiops.testkit.postgres;

import io.aiops.postgres.Database;
import io.aiops.postgres.DatabaseSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A PostgreSQL server of its own for tests, on a free port of the loopback address, without durability and with nothing but its
 * own folder. Works as root and as any other user. It ends with {@link #close} or with the JVM; what a killed JVM left behind
 * is removed by the next one. Thread-safe.
 */
public final class PostgresServer implements AutoCloseable {

    private static final String SUPERUSER = "postgres";
    private static final String TEMPLATE = "aiops_template";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final EmbeddedPostgres postgres;
    private final ServerFolder folder;
    private final AtomicInteger databases = new AtomicInteger();
    private final ReentrantLock templateTurn = new ReentrantLock();
    private boolean templateReady;

    private PostgresServer(EmbeddedPostgres postgres, ServerFolder folder) {
        this.postgres = postgres;
        this.folder = folder;
    }

    /** Starts a server; the first time on a machine its programs are unpacked. */
    public static PostgresServer start() {
        ServerFolder folder = ServerFolder.create(Path.of(System.getProperty("java.io.tmpdir")));
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setDataDirectory(folder.data())
                    .setCleanDataDirectory(true)
                    .setPGStartupWait(START_LIMIT)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("unix_socket_directories", "")
                    .setServerConfig("max_connections", "120")
                    .setServerConfig("shared_buffers", "32MB")
                    .setServerConfig("fsync", "off")
                    .setServerConfig("synchronous_commit", "off")
                    .setServerConfig("full_page_writes", "off")
                    .start();
            return new PostgresServer(postgres, folder);
        } catch (IOException failed) {
            folder.delete();
            throw new UncheckedIOException("the embedded PostgreSQL does not start", failed);
        }
    }

    /** A fresh database with the platform's tables in it, empty. */
    public TestDatabase database() {
        prepareTemplate();
        return create("TEMPLATE " + TEMPLATE);
    }

    /** A fresh database with nothing in it. */
    public TestDatabase emptyDatabase() {
        return create("");
    }

    /** The process id of the server, for tests that look whether it is gone. */
    public long pid() {
        return folder.postmaster().orElseThrow(() -> new IllegalStateException("the server does not run"));
    }

    /** The folder that holds everything of this server. */
    public Path home() {
        return folder.path();
    }

    /** Stops the server and removes its folder. Idempotent. */
    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("the embedded PostgreSQL does not stop", failed);
        } finally {
            folder.delete();
        }
    }

    /** Runs statements as the superuser, each by itself, in the server's own database. */
    void execute(String... statements) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(
                    "the embedded PostgreSQL refuses: " + String.join("; ", statements), failed);
        }
    }

    private TestDatabase create(String template) {
        String name = "test_" + databases.incrementAndGet();
        execute("CREATE DATABASE " + name + " " + template);
        return new TestDatabase(this, name, settings(name));
    }

    private void prepareTemplate() {
        templateTurn.lock();
        try {
            if (!templateReady) {
                execute("DROP DATABASE IF EXISTS " + TEMPLATE + " WITH (FORCE)", "CREATE DATABASE " + TEMPLATE);
                Database.open(settings(TEMPLATE)).close();
                templateReady = true;
            }
        } finally {
            templateTurn.unlock();
        }
    }

    private DatabaseSettings settings(String database) {
        return DatabaseSettings.of("postgresql://" + SUPERUSER + "@127.0.0.1:" + postgres.getPort() + "/" + database);
    }
}
