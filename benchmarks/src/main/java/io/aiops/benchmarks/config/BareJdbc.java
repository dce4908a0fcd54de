package io.aiops.benchmarks.config;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * The statements of one commit of {@code PostgresConfigStore} that updates one value, by hand over one held connection. It
 * neither checks an expectation nor computes a hash: what it binds for one is a constant.
 */
final class BareJdbc implements AutoCloseable {

    private static final String ISOLATION = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";

    private static final String COUNT = """
            UPDATE config_revisions SET revision = revision + 1 WHERE environment = ?
            RETURNING epoch, revision, head_hash
            """;

    private static final String LOOK = """
            SELECT i.place, e.revision AS present, h.revision AS last, h.actor, h.at
            FROM unnest(CAST(? AS text[]), CAST(? AS text[]), CAST(? AS text[]))
                WITH ORDINALITY AS i (config_type, scope_id, config_key, place)
            LEFT JOIN service_configs e ON e.environment = ? AND e.config_type = i.config_type
                AND e.scope_id = i.scope_id AND e.config_key = i.config_key
            LEFT JOIN LATERAL (
                SELECT h.revision, h.actor, h.at FROM config_history h
                WHERE h.environment = ? AND h.config_type = i.config_type
                    AND h.scope_id = i.scope_id AND h.config_key = i.config_key
                ORDER BY h.revision DESC LIMIT 1) h ON true
            ORDER BY i.place
            """;

    private static final String UPDATE = """
            UPDATE service_configs SET config_value = CAST(? AS jsonb), secret = ?, secret_key_id = ?,
                secret_commitment = ?, sensitive = ?, description = ?, status = ?,
                revision = ?, version = version + 1, updated_by = ?, updated_at = ?
            WHERE environment = ? AND config_type = ? AND scope_id = ? AND config_key = ?
                AND revision = ?
            """;

    private static final String APPEND = """
            INSERT INTO config_history (environment, revision, seq, config_type, scope_id, config_key, operation,
                config_value, secret, secret_key_id, secret_commitment, sensitive, description, status,
                previous_revision, rollback_of, actor, reason, request_id, instance, at, value_digest, prev_hash,
                row_hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS jsonb), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String ANNOUNCE = """
            UPDATE config_revisions SET head_hash = ? WHERE environment = ?
            RETURNING pg_notify(?, environment || ' ' || ?)::text
            """;

    private static final byte[] HASH = new byte[32];

    private final Connection connection;
    private final String environment;

    /**
     * Writes into an environment that has a counter already.
     *
     * @param connection a connection of its own, closed with this
     */
    BareJdbc(Connection connection, String schema, String environment) throws SQLException {
        this.connection = connection;
        this.environment = environment;
        connection.setSchema(schema);
        connection.setAutoCommit(false);
    }

    /** Updates a value of everybody's that is there. */
    void write(String key, String json) throws SQLException {
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
        try (Statement statement = connection.createStatement()) {
            statement.execute(ISOLATION);
        }
        long revision = count();
        long present = look(key);
        update(key, json, revision, present, now);
        append(key, json, revision, present, now);
        announce(revision);
        connection.commit();
    }

    private long count() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            statement.setString(1, environment);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                row.getBytes("head_hash");
                return row.getLong("revision");
            }
        }
    }

    private long look(String key) throws SQLException {
        Array types = connection.createArrayOf("text", new String[] {"system"});
        Array scopes = connection.createArrayOf("text", new String[] {""});
        Array keys = connection.createArrayOf("text", new String[] {key});
        try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
            statement.setArray(1, types);
            statement.setArray(2, scopes);
            statement.setArray(3, keys);
            statement.setString(4, environment);
            statement.setString(5, environment);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                row.getString("actor");
                row.getObject("at", OffsetDateTime.class);
                return row.getLong("present");
            }
        }
    }

    private void update(String key, String json, long revision, long present, OffsetDateTime now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            Binding binding = new Binding(statement);
            value(binding, json);
            binding.add(revision).add("benchmark").add(now);
            binding.add(environment).add("system").add("").add(key).add(present);
            if (statement.executeUpdate() != 1) {
                throw new SQLException(key + " is not there");
            }
        }
    }

    private void append(String key, String json, long revision, long present, OffsetDateTime now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
            Binding binding = new Binding(statement);
            binding.add(environment).add(revision).add(0).add("system").add("").add(key);
            binding.add("update");
            value(binding, json);
            binding.add(present).nothing(java.sql.Types.BIGINT).add("benchmark").add("");
            binding.nothing(java.sql.Types.VARCHAR).add("").add(now);
            binding.add(HASH).add(HASH).add(HASH);
            statement.executeUpdate();
        }
    }

    private void announce(long revision) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ANNOUNCE)) {
            statement.setBytes(1, HASH);
            statement.setString(2, environment);
            statement.setString(3, "aiops_config");
            statement.setString(4, Long.toString(revision));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
            }
        }
    }

    private static void value(Binding binding, String json) throws SQLException {
        binding.add(json)
                .nothing(java.sql.Types.BINARY)
                .nothing(java.sql.Types.VARCHAR)
                .nothing(java.sql.Types.BINARY)
                .add(false)
                .add("")
                .add("active");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Binds one parameter after the other. */
    private static final class Binding {
        private final PreparedStatement statement;
        private int place;

        Binding(PreparedStatement statement) {
            this.statement = statement;
        }

        Binding add(Object value) throws SQLException {
            statement.setObject(++place, value);
            return this;
        }

        Binding nothing(int type) throws SQLException {
            statement.setNull(++place, type);
            return this;
        }
    }
}
