package io.aiops.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that holds session locks, open while at least one is held. The connection can do one thing at a time, so
 * callers take turns for the length of one short statement. Thread-safe.
 */
final class LockSession {

    private static final Logger log = LoggerFactory.getLogger(LockSession.class);

    private static final int VALIDATION_SECONDS = 3;
    private static final int MOST_STALE = 100;

    private final DataSource dataSource;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Open open;

    LockSession(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Tries once. The caller makes sure that it does not hold the key already: session locks count. */
    Key tryTake(long number) throws SQLException {
        turn.lock();
        try {
            forgetIfLost();
            for (int attempt = 1; ; attempt++) {
                Open session = current();
                try {
                    return tryTake(session, number);
                } catch (SQLException failed) {
                    drop(session);
                    // After a restart of the server every connection of a pool is stale, and fails once.
                    if (attempt == MOST_STALE || !SqlFailure.of(failed).isUnavailable()) {
                        throw failed;
                    }
                }
            }
        } finally {
            turn.unlock();
        }
    }

    private Key tryTake(Open session, long number) throws SQLException {
        boolean taken = AdvisoryLock.tryTake(session.connection, number);
        if (taken) {
            session.held++;
        } else if (session.held == 0) {
            drop(session);
        }
        return new Key(session, number, taken);
    }

    /** Gives a key back; one whose connection died was freed by the server already. */
    void giveBack(Key key) {
        turn.lock();
        try {
            Open session = key.session;
            if (session != open) {
                return;
            }
            session.held--;
            AdvisoryLock.giveBack(session.connection, key.number);
            if (session.held == 0) {
                drop(session);
            }
        } catch (SQLException failed) {
            log.warn(
                    "the connection that held the locks of services was lost; the server freed them ({})",
                    failed.getSQLState());
            drop(key.session);
        } finally {
            turn.unlock();
        }
    }

    private void forgetIfLost() throws SQLException {
        if (open != null && !open.connection.isValid(VALIDATION_SECONDS)) {
            log.warn("the connection that held the locks of {} services was lost; the server freed them", open.held);
            open.connection.abort(Runnable::run);
            drop(open);
        }
    }

    private Open current() throws SQLException {
        if (open == null) {
            Connection connection = dataSource.getConnection();
            try {
                boolean autoCommit = connection.getAutoCommit();
                connection.setAutoCommit(true);
                open = new Open(connection, autoCommit);
            } catch (SQLException failed) {
                try (connection) {
                    throw failed;
                }
            }
        }
        return open;
    }

    private void drop(Open session) {
        open = null;
        try (Connection connection = session.connection) {
            try {
                if (session.held > 0) {
                    AdvisoryLock.giveBackAll(connection);
                }
                connection.setAutoCommit(session.autoCommit);
            } catch (SQLException broken) {
                // It must not go back to a pool with locks on it.
                connection.abort(Runnable::run);
                log.debug("a broken connection was thrown away", broken);
            }
        } catch (SQLException failed) {
            log.debug("closing a broken connection failed", failed);
        }
    }

    /** A lock that was taken or not. */
    record Key(Open session, long number, boolean taken) {}

    /** The connection and how many locks it holds. */
    private static final class Open {

        private final Connection connection;
        private final boolean autoCommit;
        private int held;

        Open(Connection connection, boolean autoCommit) {
            this.connection = connection;
            this.autoCommit = autoCommit;
        }
    }
}
