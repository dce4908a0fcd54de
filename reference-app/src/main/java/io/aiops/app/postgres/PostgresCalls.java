package io.aiops.app.postgres;

import io.aiops.app.gateway.CallRecorder;
import io.aiops.error.AiOpsException;
import io.aiops.postgres.Database;
import java.sql.Timestamp;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls in the table {@code algorithm_calls}. */
public final class PostgresCalls implements CallRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresCalls.class);

    private final Database database;

    /** Calls in this database. */
    public PostgresCalls(Database database) {
        this.database = database;
    }

    @Override
    public void record(Call call) {
        try {
            database.inTransaction(handle -> handle.createUpdate("""
                            INSERT INTO algorithm_calls
                                (service_id, release, user_id, called_at, duration_ms, status, request_bytes)
                            VALUES (:service,
                                    (SELECT current_release FROM algorithm_services WHERE id = :service),
                                    :user, :at, :took, :status, :bytes)
                            """)
                    .bind("service", call.service().value())
                    .bind("user", UUID.fromString(call.userId()))
                    .bind("at", Timestamp.from(call.at()))
                    .bind("took", call.took().toMillis())
                    .bind("status", call.status())
                    .bind("bytes", call.requestBytes())
                    .execute());
        } catch (AiOpsException failed) {
            LOG.warn("a call of service {} was not recorded: {}", call.service(), failed.message());
        }
    }
}
