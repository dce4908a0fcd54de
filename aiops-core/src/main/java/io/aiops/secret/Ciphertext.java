package io.aiops.secret;

import java.util.Arrays;

/** An encrypted secret as it is stored: an envelope that names its key, so that several keys can be in use at once. Immutable. */
public final class Ciphertext {

    private final String keyId;
    private final byte[] envelope;

    private Ciphertext(String keyId, byte[] envelope) {
        this.keyId = keyId;
        this.envelope = envelope.clone();
    }

    /**
     * A ciphertext as it was stored, beside the id of its key. Whether it is one shows when it is decrypted, so that one
     * broken row does not keep others from being read.
     */
    public static Ciphertext of(String keyId, byte[] envelope) {
        return new Ciphertext(keyId, envelope);
    }

    /** The id of the key it was made with. */
    public String keyId() {
        return keyId;
    }

    /** A copy of all its bytes, the key id included. */
    public byte[] envelope() {
        return envelope.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ciphertext sealed && Arrays.equals(envelope, sealed.envelope);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(envelope);
    }

    /** The key's id alone. */
    @Override
    public String toString() {
        return "ciphertext of key " + keyId;
    }
}
