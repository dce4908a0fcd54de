package io.aiops.audit;

import io.aiops.error.AiOpsException;
import java.util.List;

/** Keeps who did what. Records are never changed. Thread-safe. */
public interface AuditLog {

    /**
     * Records an event. Never throws: what is recorded has happened, and an audit log that is down must not undo or hide it.
     * That events are lost is said once in the program's log, and once how many when they are recorded again.
     */
    void record(AuditEvent event);

    /**
     * Records, the newest first.
     *
     * @throws AiOpsException {@code DATABASE_UNAVAILABLE}
     */
    List<AuditRecord> list(AuditQuery query);
}
