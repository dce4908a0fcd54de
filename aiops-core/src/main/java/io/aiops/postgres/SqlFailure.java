package io.aiops.postgres;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a failed statement or connection says, without the statement or its values.
 *
 * @param state the SQLSTATE, five characters; empty if there was none
 * @param constraint the constraint that a row broke; empty if it was none
 * @param cause what the driver or the pool threw
 */
record SqlFailure(String state, String constraint, Throwable cause) {

    static SqlFailure of(Throwable failed) {
        SQLException found = innermost(failed);
        if (found == null) {
            return new SqlFailure("", "", failed);
        }
        String constraint = "";
        if (found instanceof PSQLException refused) {
            constraint = Optional.ofNullable(refused.getServerErrorMessage())
                    .map(ServerErrorMessage::getConstraint)
                    .orElse("");
        }
        // Without a state it comes from the driver or the pool, not from the server: there is no connection.
        String state = Optional.ofNullable(found.getSQLState()).orElse("08000");
        return new SqlFailure(state, constraint, withoutDetail(found));
    }

    /** The server's detail quotes the values of a refused row, and a message of the driver quotes the detail. */
    private static SQLException withoutDetail(SQLException failed) {
        if (failed instanceof PSQLException refused && refused.getServerErrorMessage() != null) {
            PSQLException shown = new PSQLException(refused.getServerErrorMessage(), false);
            shown.setStackTrace(failed.getStackTrace());
            return shown;
        }
        return failed;
    }

    boolean isUnavailable() {
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            // connection, authentication, no such database, rollback by the server, resources, system
            case "08", "28", "3D", "40", "53", "58" -> true;
            case "57" -> true;
            case "55" -> state.equals("55P03") || state.equals("55000");
            case "25" -> state.equals("25006");
            default -> false;
        };
    }

    AiOpsException asError() {
        if (isUnavailable()) {
            return new AiOpsException(ErrorCode.DATABASE_UNAVAILABLE, inWords(), cause);
        }
        return switch (state) {
            case "22021", "22P05" ->
                new AiOpsException(
                        ErrorCode.INVALID_REQUEST, "a text holds a character that cannot be stored (NUL)", cause);
            case "22001", "23514" ->
                new AiOpsException(
                        ErrorCode.INVALID_REQUEST,
                        constraint.isEmpty()
                                ? "a value is too long to be stored"
                                : "a value is not allowed (" + constraint + ")",
                        cause);
            default ->
                new AiOpsException(
                        ErrorCode.INTERNAL,
                        "the database refused a statement (SQLSTATE " + (state.isEmpty() ? "unknown" : state)
                                + (constraint.isEmpty() ? "" : ", " + constraint) + ")",
                        cause);
        };
    }

    private String inWords() {
        return switch (state) {
            case "28P01", "28000" ->
                "the database refuses the user or the password; check database.url and its credentials";
            case "3D000" -> "the database named in database.url does not exist; create it or correct the name";
            case "53300" ->
                "the database has no connection left; raise its max_connections or lower database.pool-size";
            case "53100" -> "the database's disk is full";
            case "25006" -> "the database is read-only; is it a standby?";
            case "40001", "40P01", "55P03", "57014" ->
                "the database gave up on a transaction that was in the way of others; try again";
            default -> "the database does not answer; check that it runs and that database.url is right";
        };
    }

    /** The pool wraps the driver's error; the innermost one with a state says most. */
    private static @Nullable SQLException innermost(Throwable failed) {
        SQLException found = null;
        int depth = 0;
        for (Throwable each = failed; each != null && depth < 20; each = each.getCause()) {
            if (each instanceof SQLException sql && (found == null || sql.getSQLState() != null)) {
                found = sql;
            }
            depth++;
        }
        return found;
    }
}
