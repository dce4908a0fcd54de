package io.aiops.secret;

import io.aiops.error.AiOpsException;
import java.util.List;
import java.util.Optional;

/**
 * Encrypts secrets with AES-256-GCM and binds each to what it belongs to: a ciphertext that is moved to another place does
 * not decrypt. Thread-safe.
 */
public interface SecretCipher {

    /** A cipher with the keys of a provider. */
    static SecretCipher of(KeyProvider keys) {
        return new AesGcmCipher(keys);
    }

    /**
     * Encrypts with the primary key.
     *
     * @param plain the secret
     * @param identity what it belongs to, in parts; the same parts are needed to decrypt
     * @throws AiOpsException {@code NO_ENCRYPTION_KEY} if there is no key
     */
    Ciphertext encrypt(byte[] plain, List<String> identity);

    /**
     * Decrypts.
     *
     * @throws AiOpsException {@code SECRET_UNREADABLE} if its key is gone, or it was changed or moved; says which, never what
     */
    byte[] decrypt(Ciphertext sealed, List<String> identity);

    /**
     * Reads an envelope.
     *
     * @throws AiOpsException {@code SECRET_UNREADABLE} if it is none
     */
    Ciphertext read(byte[] envelope);

    /** The id of the key that encrypts; empty if there is none. */
    Optional<String> primaryKeyId();
}
