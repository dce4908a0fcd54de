package io.aiops.secret;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Reads written keys. What is wrong is named by its place alone: an id may be a key that was put in the wrong column. */
final class KeyText {

    private final String source;
    private final List<EncryptionKey> keys = new ArrayList<>();

    /** Keys of a source, such as {@code the key file /etc/aiops/keys}. */
    KeyText(String source) {
        this.source = source;
    }

    /** Reads one key: its parts must be an id and 32 bytes in Base64. */
    void add(String place, String... parts) {
        if (parts.length != 2) {
            throw wrong(place + " must be an id and a key");
        }
        EncryptionKey key;
        try {
            key = EncryptionKey.of(parts[0], parts[1]);
        } catch (IllegalArgumentException repeatsTheId) {
            throw wrong(place + " must be an id of letters, digits, dots or dashes, and 32 bytes in Base64");
        }
        if (keys.stream().anyMatch(other -> other.id().equals(key.id()))) {
            throw wrong(place + " has the id of a key before it");
        }
        keys.add(key);
    }

    /** What was read; nothing at all is refused. */
    Keyring keyring() {
        if (keys.isEmpty()) {
            throw wrong("no key is in it");
        }
        return new Keyring(keys);
    }

    private AiOpsException wrong(String what) {
        return new AiOpsException(ErrorCode.INVALID_SETTING, source + " cannot be used: " + what);
    }
}
