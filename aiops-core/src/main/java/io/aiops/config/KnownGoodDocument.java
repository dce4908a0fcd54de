package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.secret.KeyProvider;
import io.aiops.secret.SecretCipher;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The text of a last-known-good file: a JSON document and the hash of it. */
final class KnownGoodDocument {

    private static final String FORMAT = "aiops-config-last-known-good/1";

    private KnownGoodDocument() {}

    static String write(StoredConfig config, String environment, Instant now) {
        JsonValue body = JsonValue.of(Map.of(
                "format",
                FORMAT,
                "environment",
                environment,
                "epoch",
                config.position().epoch().toString(),
                "revision",
                config.position().revision(),
                "saved_at",
                now.toString(),
                "entries",
                config.entries().stream().map(KnownGoodDocument::write).toList()));
        return JsonValue.of(Map.of("body", body.text(), "sha256", hash(body.text())))
                        .text() + "\n";
    }

    private static Map<String, Object> write(ConfigEntry entry) {
        Map<String, Object> members = new TreeMap<>();
        members.put("scope_type", entry.id().scope().type().word());
        members.put("scope_id", entry.id().scope().id());
        members.put("key", entry.id().key());
        members.put("description", entry.description());
        members.put("status", entry.status().word());
        members.put("create_revision", entry.createRevision());
        members.put("revision", entry.revision());
        members.put("updated_by", entry.updatedBy());
        members.put("updated_at", entry.updatedAt().toString());
        if (entry.value() instanceof StoredValue.Sealed sealed) {
            members.put(
                    "secret",
                    Base64.getEncoder().encodeToString(sealed.ciphertext().envelope()));
            members.put("commitment", sealed.commitment());
        } else {
            // As text, so that no limit of nesting counts twice.
            entry.value().plain().ifPresent(value -> members.put("value", value.text()));
        }
        return members;
    }

    /**
     * Reads a document.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_DOCUMENT}; says what is wrong, and nothing of the content
     */
    static StoredConfig read(String text, String environment) {
        try {
            Map<?, ?> whole = map(JsonValue.parse(text).toJava());
            String body = text(whole, "body");
            if (!hash(body).equals(text(whole, "sha256"))) {
                throw refused("it was cut off or changed");
            }
            Map<?, ?> members = map(JsonValue.parse(body).toJava());
            if (!FORMAT.equals(text(members, "format"))) {
                throw refused("it is of another format");
            }
            if (!environment.equals(text(members, "environment"))) {
                throw refused("it belongs to another environment");
            }
            StorePosition position =
                    new StorePosition(UUID.fromString(text(members, "epoch")), number(members, "revision"));
            return new StoredConfig(position, entries(members.get("entries")));
        } catch (ClassCastException | IllegalArgumentException | DateTimeException malformed) {
            throw refused("it was cut off or changed");
        } catch (AiOpsException wrong) {
            throw wrong.code() == ErrorCode.INVALID_CONFIG_DOCUMENT ? wrong : refused("it was cut off or changed");
        }
    }

    private static List<ConfigEntry> entries(@Nullable Object list) {
        return list instanceof List<?> entries
                ? entries.stream().map(entry -> entry(map(entry))).toList()
                : List.of();
    }

    private static ConfigEntry entry(Map<?, ?> members) {
        ConfigScope scope = new ConfigScope(ScopeType.of(text(members, "scope_type")), text(members, "scope_id"));
        return new ConfigEntry(
                new ConfigId(scope, text(members, "key")),
                members.containsKey("secret") ? sealed(members) : plain(members),
                text(members, "description"),
                status(text(members, "status")),
                number(members, "create_revision"),
                number(members, "revision"),
                text(members, "updated_by"),
                Instant.parse(text(members, "updated_at")));
    }

    private static EntryStatus status(String word) {
        for (EntryStatus status : EntryStatus.values()) {
            if (status.word().equals(word)) {
                return status;
            }
        }
        throw refused("it was cut off or changed");
    }

    private static StoredValue plain(Map<?, ?> members) {
        return new StoredValue.Plain(JsonValue.parse(text(members, "value")));
    }

    private static StoredValue sealed(Map<?, ?> members) {
        byte[] envelope = Base64.getDecoder().decode(text(members, "secret"));
        // Reading an envelope needs no key.
        return new StoredValue.Sealed(SecretCipher.of(KeyProvider.none()).read(envelope), text(members, "commitment"));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw refused("it was cut off or changed");
    }

    private static String text(Map<?, ?> members, String name) {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw refused("it was cut off or changed");
    }

    private static long number(Map<?, ?> members, String name) {
        if (members.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw refused("it was cut off or changed");
    }

    private static AiOpsException refused(String why) {
        return new AiOpsException(ErrorCode.INVALID_CONFIG_DOCUMENT, why);
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
