package io.aiops.app.postgres;

import io.aiops.app.auth.AccessToken;
import io.aiops.app.auth.TokenRepository;
import io.aiops.app.http.Caller;
import io.aiops.postgres.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;

/** Tokens in the table {@code access_tokens}, which holds only their hashes. */
public final class PostgresTokens implements TokenRepository {

    private static final String COLUMNS = "id, name, created_at, expires_at, last_used_at";

    /** A session, which has no name, also ends when nobody used it for some time. */
    private static final String USABLE = """
            t.revoked_at IS NULL
            AND (t.expires_at IS NULL OR t.expires_at > :now)
            AND (t.name <> '' OR coalesce(t.last_used_at, t.created_at) > :usedAfter)
            """;

    /** Each call waits for this, so a server that hangs must not hold it up. */
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final Database database;

    /** Tokens of this database. */
    public PostgresTokens(Database database) {
        this.database = database;
    }

    @Override
    public AccessToken add(UUID user, String name, byte[] hash, Instant now, Instant expiresAt) {
        return database.inTransaction(handle -> handle.createQuery("""
                        INSERT INTO access_tokens (user_id, name, token_hash, created_at, expires_at)
                        VALUES (:user, :name, :hash, :now, :expiresAt)
                        RETURNING %s
                        """.formatted(COLUMNS))
                .bind("user", user)
                .bind("name", name)
                .bind("hash", hash)
                .bind("now", Timestamp.from(now))
                .bind("expiresAt", Timestamp.from(expiresAt))
                .map(PostgresTokens::token)
                .one());
    }

    @Override
    public Optional<Caller> callerOf(byte[] hash, Instant now, Duration longestIdle) {
        Optional<Found> found = database.ask(
                ANSWER,
                handle -> handle.createQuery("""
                        SELECT t.id, t.last_used_at, u.id AS user_id, u.username, u.role
                        FROM access_tokens t JOIN users u ON u.id = t.user_id
                        WHERE t.token_hash = :hash AND u.enabled AND %s
                        """.formatted(USABLE))
                        .bind("hash", hash)
                        .bind("now", Timestamp.from(now))
                        .bind("usedAfter", Timestamp.from(now.minus(longestIdle)))
                        .map((row, context) -> found(row))
                        .findOne());
        // To the minute is enough, and spares a write for each call.
        found.filter(token -> token.lastUsed().isBefore(now.minusSeconds(60))).ifPresent(token -> touch(token, now));
        return found.map(Found::caller);
    }

    private void touch(Found token, Instant now) {
        database.inTransaction(
                handle -> handle.createUpdate("UPDATE access_tokens SET last_used_at = :now WHERE id = :id")
                        .bind("now", Timestamp.from(now))
                        .bind("id", token.id())
                        .execute());
    }

    @Override
    public List<AccessToken> list(UUID user, Instant now, Duration longestIdle) {
        return database.inTransaction(handle -> handle.createQuery("""
                        SELECT %s FROM access_tokens t WHERE t.user_id = :user AND %s ORDER BY t.created_at DESC, t.id
                        """.formatted(COLUMNS, USABLE))
                .bind("user", user)
                .bind("now", Timestamp.from(now))
                .bind("usedAfter", Timestamp.from(now.minus(longestIdle)))
                .map(PostgresTokens::token)
                .list());
    }

    @Override
    public boolean revoke(UUID user, UUID token, Instant now) {
        return database.inTransaction(handle -> handle.createUpdate("""
                                UPDATE access_tokens SET revoked_at = :now
                                WHERE id = :token AND user_id = :user AND revoked_at IS NULL
                                """)
                        .bind("token", token)
                        .bind("user", user)
                        .bind("now", Timestamp.from(now))
                        .execute()
                > 0);
    }

    @Override
    public void forget(Instant before) {
        database.inTransaction(
                handle -> handle.createUpdate("DELETE FROM access_tokens WHERE least(expires_at, revoked_at) < :before")
                        .bind("before", Timestamp.from(before))
                        .execute());
    }

    private static Found found(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new Found(
                id,
                instant(row, "last_used_at").orElse(Instant.EPOCH),
                new Caller(
                        row.getString("user_id"),
                        row.getString("username"),
                        row.getString("role").equals("admin"),
                        id.toString()));
    }

    private static AccessToken token(ResultSet row, StatementContext context) throws SQLException {
        return new AccessToken(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "expires_at"),
                instant(row, "last_used_at"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }

    private record Found(UUID id, Instant lastUsed, Caller caller) {}
}
