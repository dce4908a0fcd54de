package io.aiops.app.postgres;

import io.aiops.app.auth.Role;
import io.aiops.app.auth.User;
import io.aiops.app.auth.UserRepository;
import io.aiops.app.http.ProblemException;
import io.aiops.postgres.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Accounts in the table {@code users}. */
public final class PostgresUsers implements UserRepository {

    private static final String COLUMNS = "id, username, display_name, role, enabled, created_at";

    private final Database database;

    /** Accounts of this database. */
    public PostgresUsers(Database database) {
        this.database = database;
    }

    @Override
    public boolean isEmpty() {
        return database.inTransaction(handle -> handle.createQuery("SELECT NOT EXISTS (SELECT FROM users)")
                .mapTo(Boolean.class)
                .one());
    }

    @Override
    public User add(String username, String displayName, Role role, String passwordHash) {
        return database.inTransaction(handle -> handle.createQuery("""
                        INSERT INTO users (username, display_name, role, password_hash)
                        VALUES (:username, :displayName, :role, :hash)
                        ON CONFLICT (lower(username)) DO NOTHING
                        RETURNING %s
                        """.formatted(COLUMNS))
                .bind("username", username)
                .bind("displayName", displayName)
                .bind("role", role.word())
                .bind("hash", passwordHash)
                .map(PostgresUsers::user)
                .findOne()
                .orElseThrow(() -> new ProblemException(409, "USERNAME_TAKEN", "there is already a user " + username)));
    }

    @Override
    public Optional<User> find(UUID id) {
        return database.inTransaction(handle -> find(handle, id));
    }

    @Override
    public Optional<WithHash> findByName(String username) {
        return database.inTransaction(handle -> handle.createQuery("""
                        SELECT %s, password_hash FROM users WHERE lower(username) = lower(:username)
                        """.formatted(COLUMNS))
                .bind("username", username)
                .map((row, context) -> new WithHash(user(row, context), row.getString("password_hash")))
                .findOne());
    }

    @Override
    public List<User> list() {
        return database.inTransaction(
                handle -> handle.createQuery("SELECT %s FROM users ORDER BY lower(username)".formatted(COLUMNS))
                        .map(PostgresUsers::user)
                        .list());
    }

    @Override
    public User change(UUID id, Change change) {
        return database.inTransaction(handle -> {
            lockAdmins(handle);
            User before = find(handle, id).orElseThrow(PostgresUsers::unknown);
            handle.createUpdate("""
                            UPDATE users SET
                                display_name  = coalesce(:displayName, display_name),
                                role          = coalesce(:role, role),
                                enabled       = coalesce(:enabled, enabled),
                                password_hash = coalesce(:hash, password_hash),
                                updated_at    = now()
                            WHERE id = :id
                            """)
                    .bind("id", id)
                    .bindByType("displayName", change.displayName().orElse(null), String.class)
                    .bindByType("role", change.role().map(Role::word).orElse(null), String.class)
                    .bindByType("enabled", change.enabled().orElse(null), Boolean.class)
                    .bindByType("hash", change.passwordHash().orElse(null), String.class)
                    .execute();
            User after = find(handle, id).orElseThrow(PostgresUsers::unknown);
            requireAdmin(handle);
            boolean lost = !after.enabled()
                    || (before.role() == Role.ADMIN && after.role() != Role.ADMIN)
                    || change.passwordHash().isPresent();
            if (lost) {
                endTokens(handle, id, change.keptToken());
            }
            return after;
        });
    }

    @Override
    public void delete(UUID id) {
        database.inTransaction(handle -> {
            lockAdmins(handle);
            int deleted = handle.createUpdate("DELETE FROM users WHERE id = :id")
                    .bind("id", id)
                    .execute();
            if (deleted == 0) {
                throw unknown();
            }
            requireAdmin(handle);
            return deleted;
        });
    }

    private static Optional<User> find(Handle handle, UUID id) {
        return handle.createQuery("SELECT %s FROM users WHERE id = :id".formatted(COLUMNS))
                .bind("id", id)
                .map(PostgresUsers::user)
                .findOne();
    }

    /** Two changes at once must not each remove "the other" administrator. */
    private static void lockAdmins(Handle handle) {
        handle.createQuery("SELECT id FROM users WHERE role = 'admin' ORDER BY id FOR UPDATE")
                .mapTo(UUID.class)
                .list();
    }

    private static void requireAdmin(Handle handle) {
        boolean left = handle.createQuery("SELECT EXISTS (SELECT FROM users WHERE role = 'admin' AND enabled)")
                .mapTo(Boolean.class)
                .one();
        if (!left) {
            throw new ProblemException(
                    409, "LAST_ADMIN", "the last enabled administrator must stay; make another one first");
        }
    }

    private static void endTokens(Handle handle, UUID user, Optional<UUID> kept) {
        handle.createUpdate("""
                        UPDATE access_tokens SET revoked_at = now()
                        WHERE user_id = :user AND revoked_at IS NULL AND id IS DISTINCT FROM CAST(:kept AS uuid)
                        """)
                .bind("user", user)
                .bindByType("kept", kept.map(UUID::toString).orElse(null), String.class)
                .execute();
    }

    private static ProblemException unknown() {
        return new ProblemException(404, "USER_NOT_FOUND", "there is no user with this id");
    }

    private static User user(ResultSet row, StatementContext context) throws SQLException {
        return new User(
                row.getObject("id", UUID.class),
                row.getString("username"),
                row.getString("display_name"),
                Role.of(row.getString("role")).orElse(Role.USER),
                row.getBoolean("enabled"),
                row.getTimestamp("created_at").toInstant());
    }
}
