package io.aiops.postgres;

import io.aiops.config.Author;
import io.aiops.config.ConfigEntry;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigOperation;
import io.aiops.config.ConfigScope;
import io.aiops.config.EntryChange;
import io.aiops.config.EntryStatus;
import io.aiops.config.HistoryEntry;
import io.aiops.config.JsonValue;
import io.aiops.config.ScopeType;
import io.aiops.config.StoredValue;
import io.aiops.error.AiOpsException;
import io.aiops.secret.Ciphertext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and writes rows of {@code service_configs} and {@code config_history}. */
final class ConfigRows {

    private static final Logger log = LoggerFactory.getLogger(ConfigRows.class);

    /** The columns of an entry {@code e}. */
    static final String ENTRY = """
            e.id AS entry_id, e.config_type, e.scope_id, e.config_key, e.config_value, e.secret, e.secret_key_id,
            e.secret_commitment, e.description, e.status, e.create_revision, e.revision, e.updated_by, e.updated_at
            """;

    private ConfigRows() {}

    /**
     * Reads an entry. A row that no store wrote, because its key or value could not be, is passed over with a warning: it must
     * not keep the others from being read.
     */
    static Optional<ConfigEntry> entry(ResultSet row) throws SQLException {
        try {
            return Optional.of(new ConfigEntry(
                    id(row),
                    value(row),
                    row.getString("description"),
                    Columns.constant(EntryStatus.class, row.getString("status"), EntryStatus.DISABLED),
                    row.getLong("create_revision"),
                    row.getLong("revision"),
                    row.getString("updated_by"),
                    Columns.time(row, "updated_at")));
        } catch (AiOpsException unreadable) {
            log.warn(
                    "row {} of service_configs cannot be read and is passed over: {}",
                    row.getString("entry_id"),
                    unreadable.message());
            return Optional.empty();
        }
    }

    /** Reads a line of the history; one that somebody else changed into nonsense is passed over with a warning. */
    static Optional<HistoryEntry> line(ResultSet row) throws SQLException {
        try {
            return Optional.of(new HistoryEntry(
                    row.getLong("revision"),
                    row.getInt("seq"),
                    id(row),
                    Columns.constant(ConfigOperation.class, row.getString("operation"), ConfigOperation.UPDATE),
                    after(row),
                    row.getBoolean("pruned"),
                    row.getLong("previous_revision"),
                    number(row, "rollback_of"),
                    new Author(row.getString("actor"), row.getString("reason"), Columns.text(row, "request_id")),
                    row.getString("instance"),
                    Columns.time(row, "at")));
        } catch (AiOpsException unreadable) {
            log.warn(
                    "line {}:{} of config_history cannot be read and is passed over: {}",
                    row.getLong("revision"),
                    row.getInt("seq"),
                    unreadable.message());
            return Optional.empty();
        }
    }

    /** What a line of the history was about; empty if no store wrote it. */
    static Optional<ConfigId> changedId(ResultSet row) throws SQLException {
        try {
            return Optional.of(
                    id(row.getString("changed_type"), row.getString("changed_scope"), row.getString("changed_key")));
        } catch (AiOpsException unreadable) {
            log.warn("a line of config_history cannot be read and is passed over: {}", unreadable.message());
            return Optional.empty();
        }
    }

    static ConfigId id(ResultSet row) throws SQLException {
        return id(row.getString("config_type"), row.getString("scope_id"), row.getString("config_key"));
    }

    private static ConfigId id(String type, String scope, String key) {
        return new ConfigId(new ConfigScope(ScopeType.of(type), scope), key);
    }

    static StoredValue value(ResultSet row) throws SQLException {
        byte[] secret = row.getBytes("secret");
        return secret == null ? new StoredValue.Plain(JsonValue.parse(row.getString("config_value"))) : sealed(row);
    }

    static StoredValue.Sealed sealed(ResultSet row) throws SQLException {
        String keyId = Columns.text(row, "secret_key_id").orElse("");
        return new StoredValue.Sealed(
                Ciphertext.of(keyId, row.getBytes("secret")),
                Optional.ofNullable(HistoryLine.hex(row.getBytes("secret_commitment")))
                        .orElse(""));
    }

    static <S extends SqlStatement<S>> S bind(S statement, ConfigId id) {
        return statement
                .bind("type", id.scope().type().word())
                .bind("scope", id.scope().id())
                .bind("key", id.key());
    }

    /** Binds a value in all its forms; nothing at all for a deletion. */
    static <S extends SqlStatement<S>> S bind(S statement, EntryChange.@Nullable AfterImage after) {
        StoredValue.@Nullable Sealed secret =
                after != null && after.value() instanceof StoredValue.Sealed sealed ? sealed : null;
        String json = after == null
                ? null
                : after.value().plain().map(JsonValue::text).orElse(null);
        return statement
                .bind("value", json)
                .bind("secret", secret == null ? null : secret.ciphertext().envelope())
                .bind("key_id", secret == null ? null : secret.ciphertext().keyId())
                .bind("commitment", secret == null ? null : bytes(secret.commitment()))
                .bind("sensitive", secret != null)
                .bind("description", after == null ? "" : after.description())
                .bind("status", after == null ? null : after.status().word());
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static Optional<EntryChange.AfterImage> after(ResultSet row) throws SQLException {
        String status = row.getString("status");
        if (status == null || row.getBoolean("pruned")) {
            return Optional.empty();
        }
        return Optional.of(new EntryChange.AfterImage(
                value(row),
                row.getString("description"),
                Columns.constant(EntryStatus.class, status, EntryStatus.DISABLED)));
    }

    private static OptionalLong number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }
}
