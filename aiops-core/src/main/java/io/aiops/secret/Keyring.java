package io.aiops.secret;

import java.util.List;
import java.util.Optional;

/**
 * Encryption keys. The first one encrypts; all of them decrypt.
 *
 * @param keys the keys, the primary one first
 */
public record Keyring(List<EncryptionKey> keys) {

    /** No keys. */
    public static final Keyring EMPTY = new Keyring(List.of());

    /** Copies the list and refuses two keys of one id. */
    public Keyring {
        keys = List.copyOf(keys);
        if (keys.stream().map(EncryptionKey::id).distinct().count() != keys.size()) {
            throw new IllegalArgumentException("two encryption keys have the same id");
        }
    }

    /** The key that encrypts. */
    public Optional<EncryptionKey> primary() {
        return keys.stream().findFirst();
    }

    /** A key by its id. */
    public Optional<EncryptionKey> find(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }
}
