package io.aiops.gitea.postgres;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gitea.ServerUrl;
import io.aiops.gitea.TlsTrust;
import io.aiops.gitea.connection.GiteaConnection;
import io.aiops.gitea.connection.GiteaConnections;
import io.aiops.gitea.connection.TokenCipher;
import io.aiops.postgres.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Connections in {@code gitea_configs}, their tokens sealed for the row they are in. Which certificates are believed is a
 * matter of the machine and comes from its settings, not from the table.
 */
public final class PostgresGiteaConnections implements GiteaConnections {

    private final Database database;
    private final TokenCipher cipher;
    private final TlsTrust trust;
    private final Clock clock;

    /** A store on this database. */
    public PostgresGiteaConnections(Database database, TokenCipher cipher, TlsTrust trust, Clock clock) {
        this.database = database;
        this.cipher = cipher;
        this.trust = trust;
        this.clock = clock;
    }

    @Override
    public Optional<Saved> active() {
        return database.inTransaction(handle ->
                handle.createQuery("""
                        SELECT id, server_url, access_token, default_owner, repo_prefix
                        FROM gitea_configs WHERE status = 'active'
                        """).map((row, context) -> saved(row)).findOne());
    }

    /**
     * Puts a connection into use.
     *
     * @throws AiOpsException also {@code UNSUPPORTED} if it believes other certificates than the machine's settings say
     */
    @Override
    public Saved save(GiteaConnection connection, String author) {
        if (!connection.trust().equals(trust)) {
            throw new AiOpsException(
                    ErrorCode.UNSUPPORTED,
                    "the authority of the server's certificate is set in the settings of the machine, not with the connection");
        }
        UUID id = UUID.randomUUID();
        byte[] sealed = cipher.encrypt(connection.token(), id.toString());
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        database.inTransaction(handle -> {
            // Two who save at once come one after the other; the later one is in use.
            handle.execute("LOCK TABLE gitea_configs IN SHARE ROW EXCLUSIVE MODE");
            handle.createUpdate(
                            "UPDATE gitea_configs SET status = 'inactive', updated_at = :now WHERE status = 'active'")
                    .bind("now", now)
                    .execute();
            return handle.createUpdate("""
                            INSERT INTO gitea_configs
                                (id, server_url, access_token, default_owner, repo_prefix, created_by, created_at, updated_at)
                            VALUES (:id, :server, :token, :owner, :prefix, :author, :now, :now)
                            """)
                    .bind("id", id)
                    .bind("server", connection.server().toString())
                    .bind("token", sealed)
                    .bind("owner", connection.defaultOwner())
                    .bind("prefix", connection.repoPrefix())
                    .bind("author", author)
                    .bind("now", now)
                    .execute();
        });
        return new Saved(id, connection);
    }

    @Override
    public List<Entry> history() {
        return database.inTransaction(handle -> handle.createQuery("""
                        SELECT id, server_url, default_owner, repo_prefix, status, created_by, created_at
                        FROM gitea_configs ORDER BY created_at DESC, (status = 'active') DESC, id LIMIT :most
                        """)
                .bind("most", KEPT_IN_SIGHT)
                .map((row, context) -> entry(row))
                .list());
    }

    private Saved saved(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new Saved(
                id,
                new GiteaConnection(
                        ServerUrl.of(row.getString("server_url")),
                        cipher.decrypt(row.getBytes("access_token"), id.toString()),
                        row.getString("default_owner"),
                        row.getString("repo_prefix"),
                        trust.authority(),
                        trust.insecure()));
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getObject("id", UUID.class),
                row.getString("server_url"),
                row.getString("default_owner"),
                row.getString("repo_prefix"),
                row.getString("status").equals("active"),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
