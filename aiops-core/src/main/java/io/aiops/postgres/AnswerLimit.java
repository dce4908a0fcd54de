package io.aiops.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long a connection waits for an answer of the server, until this is closed. Costs no round trip. */
final class AnswerLimit implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AnswerLimit.class);

    private final Connection connection;
    private final int before;

    private AnswerLimit(Connection connection, int before) {
        this.connection = connection;
        this.before = before;
    }

    static AnswerLimit on(Connection connection, Duration limit) {
        try {
            AnswerLimit set = new AnswerLimit(connection, connection.getNetworkTimeout());
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(limit.toMillis()));
            return set;
        } catch (SQLException failed) {
            throw SqlFailure.of(failed).asError();
        }
    }

    @Override
    public void close() {
        try {
            connection.setNetworkTimeout(Runnable::run, before);
        } catch (SQLException gone) {
            log.debug("a connection broke while it was in use ({})", gone.getSQLState());
        }
    }
}
