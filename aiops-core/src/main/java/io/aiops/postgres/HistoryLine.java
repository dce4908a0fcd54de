package io.aiops.postgres;

import io.aiops.config.ConfigId;
import io.aiops.config.EntryChange;
import io.aiops.config.JsonValue;
import io.aiops.config.StoredValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a line of the history that its hash covers, in their order, as texts; hashes are hexadecimal. Whoever changes
 * the order, or leaves one out, breaks every chain that was ever written.
 */
final class HistoryLine {

    /** What the first line follows. */
    static final String GENESIS = "00".repeat(32);

    private final List<@Nullable String> fields;

    private HistoryLine(List<@Nullable String> fields) {
        this.fields = fields;
    }

    /** A line that is about to be written. */
    static HistoryLine of(Commit commit, int sequence, String operation, EntryChange change, long previousRevision) {
        ConfigId id = change.id();
        List<@Nullable String> fields = new ArrayList<>();
        fields.add(commit.environment());
        fields.add(Long.toString(commit.revision()));
        fields.add(Integer.toString(sequence));
        fields.add(id.scope().type().word());
        fields.add(id.scope().id());
        fields.add(id.key());
        fields.add(operation);
        EntryChange.AfterImage after = change.after().orElse(null);
        fields.add(Boolean.toString(after != null && after.value().isSensitive()));
        fields.add(after == null ? "" : after.description());
        fields.add(after == null ? null : after.status().word());
        fields.add(after == null ? null : digest(after.value()));
        fields.add(Long.toString(previousRevision));
        fields.add(
                change.rollbackOf().isPresent()
                        ? Long.toString(change.rollbackOf().getAsLong())
                        : null);
        fields.add(commit.actor());
        fields.add(commit.reason());
        fields.add(commit.requestId());
        fields.add(commit.instance());
        fields.add(micros(commit.at()));
        return new HistoryLine(fields);
    }

    /** A line as it stands in the table now. */
    static HistoryLine read(ResultSet row) throws SQLException {
        return new HistoryLine(Arrays.asList(
                row.getString("environment"),
                row.getString("revision"),
                row.getString("seq"),
                row.getString("config_type"),
                row.getString("scope_id"),
                row.getString("config_key"),
                row.getString("operation"),
                Boolean.toString(row.getBoolean("sensitive")),
                row.getString("description"),
                row.getString("status"),
                hex(row.getBytes("value_digest")),
                row.getString("previous_revision"),
                row.getString("rollback_of"),
                row.getString("actor"),
                row.getString("reason"),
                row.getString("request_id"),
                row.getString("instance"),
                micros(Columns.time(row, "at"))));
    }

    /** The hash of this line after another one: of the hash before, and of every field after its length. */
    String hashAfter(String before) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(HexFormat.of().parseHex(before));
        for (String field : fields) {
            byte[] bytes = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
            int length = field == null ? -1 : bytes.length;
            out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
            out.writeBytes(bytes);
        }
        return sha256(out.toByteArray());
    }

    /** What stands for a value in the hash. */
    static String digest(StoredValue value) {
        return value instanceof StoredValue.Sealed secret
                ? secret.commitment()
                : digest(value.plain().orElse(JsonValue.NULL));
    }

    static String digest(JsonValue value) {
        return sha256(value.text().getBytes(StandardCharsets.UTF_8));
    }

    static @Nullable String hex(byte @Nullable [] bytes) {
        return bytes == null ? null : HexFormat.of().formatHex(bytes);
    }

    private static String micros(Instant at) {
        return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, at));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** What all lines of one commit share. */
    record Commit(
            String environment,
            long revision,
            String actor,
            String reason,
            @Nullable String requestId,
            String instance,
            Instant at) {}
}
