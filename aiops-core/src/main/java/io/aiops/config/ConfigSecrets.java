package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.secret.Ciphertext;
import io.aiops.secret.SecretCipher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * Seals and opens the secrets of one store. What is encrypted is a random salt and the JSON text; the hash of both is stored
 * beside the ciphertext, tells nothing of the value, and stays the same when the value is encrypted anew with another key.
 * Thread-safe.
 */
public final class ConfigSecrets {

    private static final int SALT = 16;

    private final SecretCipher cipher;
    private final String environment;
    private final SecureRandom random = new SecureRandom();

    /**
     * Secrets of a store.
     *
     * @param environment the environment of the store
     */
    public ConfigSecrets(SecretCipher cipher, String environment) {
        this.cipher = cipher;
        this.environment = environment;
    }

    /**
     * Encrypts a value for one place.
     *
     * @throws AiOpsException {@code NO_ENCRYPTION_KEY}
     */
    public StoredValue.Sealed seal(ConfigId id, JsonValue value) {
        byte[] text = value.text().getBytes(StandardCharsets.UTF_8);
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        return sealed(
                id, ByteBuffer.allocate(SALT + text.length).put(salt).put(text).array());
    }

    /**
     * Decrypts a value of one place.
     *
     * @throws AiOpsException {@code SECRET_UNREADABLE} naming the place
     */
    public JsonValue open(ConfigId id, StoredValue.Sealed value) {
        byte[] payload = payload(id, value);
        return JsonValue.parse(new String(payload, SALT, payload.length - SALT, StandardCharsets.UTF_8));
    }

    /** The same secret encrypted with the primary key. */
    public StoredValue.Sealed reseal(ConfigId id, StoredValue.Sealed value) {
        return sealed(id, payload(id, value));
    }

    /**
     * Reads a stored ciphertext.
     *
     * @throws AiOpsException {@code SECRET_UNREADABLE} if it is none
     */
    public Ciphertext read(byte[] envelope) {
        return cipher.read(envelope);
    }

    /** The cipher. */
    public SecretCipher cipher() {
        return cipher;
    }

    private StoredValue.Sealed sealed(ConfigId id, byte[] payload) {
        return new StoredValue.Sealed(cipher.encrypt(payload, identity(id)), commitment(payload));
    }

    private byte[] payload(ConfigId id, StoredValue.Sealed value) {
        try {
            byte[] payload = cipher.decrypt(value.ciphertext(), identity(id));
            if (payload.length > SALT && commitment(payload).equals(value.commitment())) {
                return payload;
            }
        } catch (AiOpsException unreadable) {
            throw new AiOpsException(unreadable.code(), id + ": " + unreadable.message(), unreadable)
                    .with("key", id.key());
        }
        throw new AiOpsException(ErrorCode.SECRET_UNREADABLE, id + ": a stored secret does not fit its hash")
                .with("key", id.key());
    }

    private List<String> identity(ConfigId id) {
        return List.of(
                "config", environment, id.scope().type().word(), id.scope().id(), id.key());
    }

    private static String commitment(byte[] payload) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
