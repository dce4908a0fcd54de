package io.aiops.postgres;

import io.aiops.audit.AuditEvent;
import io.aiops.audit.AuditLog;
import io.aiops.audit.AuditOutcome;
import io.aiops.audit.AuditQuery;
import io.aiops.audit.AuditRecord;
import io.aiops.config.JsonValue;
import io.aiops.error.AiOpsException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit log in {@code audit_log}. An answer of the server is waited for 5 seconds at most. Thread-safe. */
public final class PostgresAuditLog implements AuditLog {

    private static final Logger log = LoggerFactory.getLogger(PostgresAuditLog.class);

    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Database database;
    private final Clock clock;
    private final AtomicLong lost = new AtomicLong();

    /** A log on this database; the clock stamps the records. */
    public PostgresAuditLog(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void record(AuditEvent event) {
        try {
            insert(event);
        } catch (RuntimeException failed) {
            if (lost.getAndIncrement() == 0) {
                log.warn(
                        "the audit log cannot be written, so what is done is not recorded; the first is {} of {} {}",
                        event.action(),
                        event.targetType(),
                        event.targetId(),
                        failed);
            }
            return;
        }
        long missing = lost.getAndSet(0);
        if (missing > 0) {
            log.warn("the audit log is written again; {} events are missing in it", missing);
        }
    }

    @Override
    public List<AuditRecord> list(AuditQuery query) {
        String conditions = (query.actor().isPresent() ? " AND actor = :actor" : "")
                + (query.targetType().isPresent() ? " AND target_type = :target_type" : "")
                + (query.targetId().isPresent() ? " AND target_id = :target_id" : "")
                + (query.before().isPresent() ? " AND id < :before" : "");
        return database.inTransaction(handle -> {
            var select = handle.createQuery(
                            "SELECT * FROM audit_log WHERE true" + conditions + " ORDER BY id DESC LIMIT :limit")
                    .bind("limit", query.limit());
            query.actor().ifPresent(actor -> select.bind("actor", actor));
            query.targetType().ifPresent(type -> select.bind("target_type", type));
            query.targetId().ifPresent(id -> select.bind("target_id", id));
            query.before().ifPresent(before -> select.bind("before", before));
            return select.map((row, context) -> auditRecord(row)).list();
        });
    }

    private void insert(AuditEvent event) {
        String details = details(event).text();
        database.inTransaction(
                ANSWER,
                handle -> handle.createUpdate("""
                        INSERT INTO audit_log (at, actor, action, target_type, target_id, outcome, details, remote_address)
                        VALUES (:at, :actor, :action, :target_type, :target_id, :outcome, CAST(:details AS jsonb), :address)
                        """)
                        .bind("at", Columns.time(Columns.now(clock)))
                        .bind("actor", Columns.printable(event.actor()))
                        .bind("action", Columns.printable(event.action()))
                        .bind("target_type", Columns.printable(event.targetType()))
                        .bind("target_id", Columns.printable(event.targetId()))
                        .bind("outcome", event.outcome().word())
                        .bind("details", details)
                        .bind("address", Columns.printable(event.remoteAddress()))
                        .execute());
    }

    /** Details that are no JSON must not keep the event from being recorded. */
    private static JsonValue details(AuditEvent event) {
        try {
            return JsonValue.of(event.details());
        } catch (AiOpsException unwritable) {
            return JsonValue.of(Map.of("details_left_out", unwritable.message()));
        }
    }

    private static AuditRecord auditRecord(ResultSet row) throws SQLException {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        if (JsonValue.parse(row.getString("details")).toJava() instanceof Map<?, ?> members) {
            members.forEach((name, value) -> details.put(String.valueOf(name), value));
        }
        return new AuditRecord(
                row.getLong("id"),
                Columns.time(row, "at"),
                new AuditEvent(
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("target_type"),
                        row.getString("target_id"),
                        Columns.constant(AuditOutcome.class, row.getString("outcome"), AuditOutcome.FAILED),
                        details,
                        row.getString("remote_address")));
    }
}
