package io.aiops.postgres;

import io.aiops.config.ChangeHints;
import io.aiops.config.HintThread;
import io.aiops.config.StorePosition;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Hints through LISTEN, which the commits of {@link PostgresConfigStore} announce by themselves. Holds one connection that is
 * no connection of the pool, looks every 5 seconds whether it lives, and gives it up after 5 more without an answer. Behind a
 * pooler that hands out connections by transaction nothing is ever heard. Thread-safe.
 */
public final class PostgresHints implements ChangeHints {

    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final DataSource source;
    private final String environment;
    private final AtomicReference<@Nullable HintThread> thread = new AtomicReference<>();
    private volatile @Nullable Connection connection;

    private PostgresHints(DataSource source, String environment) {
        this.source = source;
        this.environment = environment;
    }

    /** Hints of one environment over a connection of their own. */
    public static PostgresHints of(DatabaseSettings settings, String environment) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        // In this order what the address says wins, as it does for the pool.
        settings.user().ifPresent(source::setUser);
        settings.password().map(Secret::reveal).ifPresent(source::setPassword);
        source.setUrl(settings.url());
        source.setApplicationName("aiops-hints");
        int seconds = Math.toIntExact(Math.max(1, settings.connectionTimeout().toSeconds()));
        source.setConnectTimeout(seconds);
        source.setLoginTimeout(seconds);
        source.setSocketTimeout(Math.toIntExact(ANSWER.toSeconds()));
        source.setTcpKeepAlive(true);
        source.setLogServerErrorDetail(false);
        return new PostgresHints(source, environment);
    }

    /** Hints of one environment over a connection of a host's, which is held until {@link #close} and not used again then. */
    public static PostgresHints using(DataSource host, String environment) {
        return new PostgresHints(host, environment);
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public void start(Runnable wake) {
        HintThread started = new HintThread("config hints of postgresql", this::listen, wake);
        if (!thread.compareAndSet(null, started)) {
            throw new IllegalStateException("hints are started once");
        }
        started.start();
    }

    /** Does nothing: the commit has announced itself. */
    @Override
    public void announce(StorePosition position) {}

    @Override
    public boolean isConnected() {
        HintThread started = thread.get();
        return started != null && started.isConnected();
    }

    @Override
    public void close() {
        HintThread started = thread.get();
        if (started != null) {
            started.stop();
            abort(connection);
            started.close();
        }
    }

    private void listen() throws SQLException {
        HintThread running = thread.get();
        if (running == null) {
            return;
        }
        try (Connection held = source.getConnection()) {
            connection = held;
            try {
                held.setAutoCommit(true);
                held.setNetworkTimeout(Runnable::run, Math.toIntExact(ANSWER.toMillis()));
                try (Statement statement = held.createStatement()) {
                    statement.execute("LISTEN " + PostgresConfigStore.CHANNEL);
                    running.connected();
                    while (!running.isClosing()) {
                        if (isHint(
                                held.unwrap(PGConnection.class).getNotifications(Math.toIntExact(LOOK.toMillis())))) {
                            running.wake();
                        }
                        statement.execute("SELECT 1");
                    }
                }
            } finally {
                // A connection that listens must not go back to a pool.
                connection = null;
                abort(held);
            }
        }
    }

    private boolean isHint(PGNotification @Nullable [] notifications) {
        if (notifications != null) {
            for (PGNotification each : notifications) {
                String words = each.getParameter();
                int blank = words.lastIndexOf(' ');
                if (blank < 0 || words.substring(0, blank).equals(environment)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void abort(@Nullable Connection broken) {
        if (broken != null) {
            try {
                broken.abort(Runnable::run);
            } catch (SQLException failed) {
                throw new AiOpsException(ErrorCode.INTERNAL, "a connection cannot be broken off", failed);
            }
        }
    }
}
