package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stored values as one document to carry elsewhere. Secrets are ciphertext, to be read only with the same key. A hash over
 * everything shows a document that was cut off or changed.
 *
 * @param environment the environment of the store it came from
 * @param revision the store's revision then
 * @param entries the values
 */
public record ConfigDocument(String environment, long revision, List<ConfigEntry> entries) {

    private static final String FORMAT = "aiops-config";
    private static final int VERSION = 1;

    /** Copies the list. */
    public ConfigDocument {
        entries = List.copyOf(entries);
    }

    /** The document as JSON; equal values make equal texts. */
    public JsonValue toJson() {
        List<Map<String, @Nullable Object>> values =
                entries.stream().map(ConfigDocument::write).toList();
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("format", FORMAT);
        document.put("version", VERSION);
        document.put("environment", environment);
        document.put("revision", revision);
        document.put("entries", values);
        document.put("sha256", hash(JsonValue.of(values)));
        return JsonValue.of(document);
    }

    /**
     * Reads a document.
     *
     * @param secrets reads its ciphertexts' envelopes; nothing is decrypted yet
     * @throws AiOpsException {@code INVALID_CONFIG_DOCUMENT} if it is none, or was cut off or changed
     */
    public static ConfigDocument read(String text, ConfigSecrets secrets) {
        Map<?, ?> document = map(parse(text), "the document");
        if (!FORMAT.equals(document.get("format"))) {
            throw refused("this is no exported configuration");
        }
        if (!Integer.valueOf(VERSION).equals(document.get("version"))) {
            throw refused("the document is of version " + Shown.of(String.valueOf(document.get("version")))
                    + "; this platform reads version " + VERSION);
        }
        List<?> values = document.get("entries") instanceof List<?> list ? list : List.of();
        if (!hash(JsonValue.of(values)).equals(document.get("sha256"))) {
            throw refused("the document was cut off or changed after it was exported: its hash does not fit");
        }
        List<ConfigEntry> entries = new ArrayList<>();
        for (Object value : values) {
            entries.add(read(map(value, "an entry"), secrets));
        }
        if (entries.stream().map(ConfigEntry::id).distinct().count() != entries.size()) {
            throw refused("the document holds one value twice");
        }
        long revision = document.get("revision") instanceof Number number ? number.longValue() : 0;
        return new ConfigDocument(String.valueOf(document.get("environment")), revision, entries);
    }

    private static @Nullable Object parse(String text) {
        try {
            return JsonValue.parse(text).toJava();
        } catch (AiOpsException broken) {
            throw refused("the document is not valid JSON; it may have been cut off");
        }
    }

    private static Map<String, @Nullable Object> write(ConfigEntry entry) {
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("type", entry.id().scope().type().word());
        value.put("scope_id", entry.id().scope().id());
        value.put("key", entry.id().key());
        value.put("description", entry.description());
        value.put("status", entry.status().word());
        if (entry.value() instanceof StoredValue.Sealed sealed) {
            value.put(
                    "secret",
                    Base64.getEncoder().encodeToString(sealed.ciphertext().envelope()));
            value.put("commitment", sealed.commitment());
        } else {
            value.put("value", entry.value().plain().orElseThrow().toJava());
        }
        return value;
    }

    private static ConfigEntry read(Map<?, ?> value, ConfigSecrets secrets) {
        try {
            ConfigScope scope = new ConfigScope(ScopeType.of(text(value, "type")), text(value, "scope_id"));
            return new ConfigEntry(
                    new ConfigId(scope, text(value, "key")),
                    stored(value, secrets),
                    text(value, "description"),
                    status(text(value, "status")),
                    0,
                    0,
                    "",
                    Instant.EPOCH);
        } catch (AiOpsException | IllegalArgumentException wrong) {
            throw refused("an entry cannot be read: " + wrong.getMessage());
        }
    }

    private static StoredValue stored(Map<?, ?> value, ConfigSecrets secrets) {
        if (value.containsKey("secret")) {
            byte[] envelope = Base64.getDecoder().decode(text(value, "secret"));
            return new StoredValue.Sealed(secrets.read(envelope), text(value, "commitment"));
        }
        if (!value.containsKey("value")) {
            throw refused("it has no value");
        }
        return new StoredValue.Plain(JsonValue.of(value.get("value")));
    }

    private static EntryStatus status(String word) {
        for (EntryStatus status : EntryStatus.values()) {
            if (status.word().equals(word)) {
                return status;
            }
        }
        throw refused("\"" + Shown.of(word) + "\" is no status");
    }

    private static String text(Map<?, ?> value, String name) {
        return Optional.ofNullable(value.get(name))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .orElseThrow(() -> refused("it has no " + name));
    }

    private static Map<?, ?> map(@Nullable Object value, String what) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw refused(what + " is no JSON object");
    }

    private static AiOpsException refused(String why) {
        return new AiOpsException(ErrorCode.INVALID_CONFIG_DOCUMENT, why);
    }

    private static String hash(JsonValue values) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(values.text().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
