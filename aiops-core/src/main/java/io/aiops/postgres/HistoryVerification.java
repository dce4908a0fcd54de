package io.aiops.postgres;

import io.aiops.config.HistoryCheck;
import io.aiops.config.JsonValue;
import io.aiops.error.AiOpsException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Walks along the chain of the history, from its first line to the head that the counter names, and looks at the present values. */
final class HistoryVerification {

    private static final int MOST_FAULTS = 20;
    private static final int ROWS_AT_ONCE = 500;

    private final Handle handle;
    private final String environment;
    private final List<String> faults = new ArrayList<>();
    private String previous = HistoryLine.GENESIS;
    private long revision;
    private int next;
    private long lines;

    HistoryVerification(Handle handle, String environment) {
        this.handle = handle;
        this.environment = environment;
    }

    /** Needs a transaction in which nothing else was done yet. */
    HistoryCheck run() {
        handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        try (Stream<Boolean> rows = handle
                .createQuery("SELECT * FROM config_history WHERE environment = :environment ORDER BY revision, seq")
                .bind("environment", environment)
                .setFetchSize(ROWS_AT_ONCE)
                .map((row, context) -> follow(row))
                .stream()) {
            lines = rows.count();
        }
        compareHead();
        compareEntries();
        return new HistoryCheck(lines, previous, faults);
    }

    /** Looks at one line; goes on from what is written there, so that one fault is told once. */
    private boolean follow(ResultSet row) throws SQLException {
        long number = row.getLong("revision");
        int seq = row.getInt("seq");
        HistoryLine line = HistoryLine.read(row);
        String stored = hex(row, "row_hash");
        String name = "revision " + number + ", line " + seq + " (" + row.getString("config_key") + ")";
        boolean isNext = number == revision ? seq == next : number == revision + 1 && seq == 0;
        if (!isNext || !hex(row, "prev_hash").equals(previous)) {
            fault(name + " does not follow the line before it: something was removed, inserted or changed there");
        } else if (!line.hashAfter(previous).equals(stored)) {
            fault(name + " was changed");
        } else if (!row.getBoolean("pruned") && !hex(row, "value_digest").equals(digest(row))) {
            fault(name + " has another value than it was written with");
        }
        revision = number;
        next = seq + 1;
        previous = stored;
        return true;
    }

    private static String digest(ResultSet row) throws SQLException {
        String json = row.getString("config_value");
        if (json == null) {
            return hex(row, "secret_commitment");
        }
        try {
            return HistoryLine.digest(JsonValue.parse(json));
        } catch (AiOpsException noValueOfOurs) {
            return "unreadable: " + noValueOfOurs.code();
        }
    }

    private void compareHead() {
        handle.createQuery("SELECT revision, head_hash FROM config_revisions WHERE environment = :environment")
                .bind("environment", environment)
                .map((row, context) -> {
                    if (row.getLong("revision") != revision) {
                        fault("the history ends with revision " + revision + ", but revision " + row.getLong("revision")
                                + " was the last: its end was removed, or the counter was changed");
                    } else if (!hex(row, "head_hash").equals(previous)) {
                        fault("the last line of revision " + revision
                                + " is not the one that was written last: it was removed or replaced");
                    }
                    return revision;
                })
                .list();
    }

    private void compareEntries() {
        handle.createQuery("""
                        WITH last AS (
                            SELECT DISTINCT ON (config_type, scope_id, config_key) * FROM config_history
                            WHERE environment = :environment
                            ORDER BY config_type, scope_id, config_key, revision DESC),
                        present AS (SELECT * FROM service_configs WHERE environment = :environment)
                        SELECT config_type, scope_id, config_key, e.id IS NOT NULL AS is_there,
                            h.status IS NOT NULL AS was_there
                        FROM last h FULL JOIN present e USING (config_type, scope_id, config_key)
                        WHERE (e.id IS NULL) <> (h.status IS NULL)
                            OR (e.id IS NOT NULL AND (
                                e.revision <> h.revision OR e.sensitive <> h.sensitive OR e.status <> h.status
                                OR e.description <> h.description OR e.updated_by <> h.actor OR e.updated_at <> h.at
                                OR e.config_value::text IS DISTINCT FROM h.config_value::text
                                OR e.secret_commitment IS DISTINCT FROM h.secret_commitment))
                        ORDER BY config_type, scope_id, config_key
                        LIMIT :most
                        """)
                .bind("environment", environment)
                .bind("most", MOST_FAULTS)
                .map((row, context) -> {
                    String id = row.getString("config_key") + " of "
                            + (row.getString("config_type") + " " + row.getString("scope_id")).strip();
                    if (!row.getBoolean("was_there")) {
                        fault("the present value of " + id + " is not in the history");
                    } else if (row.getBoolean("is_there")) {
                        fault("the present value of " + id + " is not what the history says");
                    } else {
                        fault("the present value of " + id + " is gone, but the history does not say so");
                    }
                    return id;
                })
                .list();
    }

    private void fault(String what) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(what);
        }
    }

    private static String hex(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(HistoryLine.hex(row.getBytes(column))).orElse("");
    }
}
