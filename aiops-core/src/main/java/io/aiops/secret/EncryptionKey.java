package io.aiops.secret;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A 256-bit key with the id that stands in every ciphertext made with it.
 *
 * @param id 1 to 64 letters, digits, dots, dashes or underscores
 * @param key the AES key
 */
public record EncryptionKey(String id, SecretKey key) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int BYTES = 32;

    /** Checks the id and the length of the key. */
    public EncryptionKey {
        byte[] encoded = key.getEncoded();
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "the id of an encryption key is 1 to 64 letters, digits, dots or dashes");
        }
        if (encoded == null || encoded.length != BYTES) {
            throw new IllegalArgumentException("encryption key " + id + " must have 32 bytes");
        }
    }

    /**
     * Reads a key.
     *
     * @param base64 its 32 bytes in Base64
     * @throws IllegalArgumentException if it is none; the message does not repeat it
     */
    public static EncryptionKey of(String id, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException broken) {
            throw new IllegalArgumentException("encryption key " + id + " is not Base64");
        }
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("encryption key " + id + " must have 32 bytes, not " + bytes.length);
        }
        return new EncryptionKey(id, new SecretKeySpec(bytes, "AES"));
    }

    /** A new random key. */
    public static EncryptionKey random(String id) {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new EncryptionKey(id, new SecretKeySpec(bytes, "AES"));
    }

    /** The key's bytes in Base64; every call is a place to look at in a review. */
    public String reveal() {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** The id alone. */
    @Override
    public String toString() {
        return "key " + id;
    }
}
