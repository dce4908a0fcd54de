package io.aiops.secret;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The envelope is {@code magic(2) format(1) keyIdLength(1) keyId iv(12) ciphertext tag(16)}. What precedes the iv, and the
 * length-prefixed parts of the identity, are the associated data.
 */
final class AesGcmCipher implements SecretCipher {

    private static final byte[] HEAD = {'A', 'S', 1};
    private static final int IV = 12;
    private static final int TAG = 16;

    private final KeyProvider provider;
    private final SecureRandom random = new SecureRandom();
    private volatile Keyring keys;

    AesGcmCipher(KeyProvider provider) {
        this.provider = provider;
        this.keys = provider.keys();
    }

    @Override
    public Ciphertext encrypt(byte[] plain, List<String> identity) {
        EncryptionKey key = refreshed()
                .primary()
                .orElseThrow(() -> new AiOpsException(
                        ErrorCode.NO_ENCRYPTION_KEY,
                        "a secret cannot be stored, because no encryption key is configured; set one and try again"));
        byte[] id = key.id().getBytes(StandardCharsets.US_ASCII);
        byte[] prefix = ByteBuffer.allocate(HEAD.length + 1 + id.length)
                .put(HEAD)
                .put((byte) id.length)
                .put(id)
                .array();
        byte[] iv = new byte[IV];
        random.nextBytes(iv);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, key, iv, associated(prefix, identity), plain);
        byte[] envelope = ByteBuffer.allocate(prefix.length + IV + sealed.length)
                .put(prefix)
                .put(iv)
                .put(sealed)
                .array();
        return Ciphertext.of(key.id(), envelope);
    }

    @Override
    public byte[] decrypt(Ciphertext sealed, List<String> identity) {
        ByteBuffer envelope = ByteBuffer.wrap(sealed.envelope());
        String keyId = keyIdOf(envelope);
        byte[] prefix = new byte[envelope.position()];
        envelope.duplicate().rewind().get(prefix);
        EncryptionKey key = keys.find(keyId)
                .or(() -> refreshed().find(keyId))
                .orElseThrow(() -> unreadable("its encryption key \"" + keyId + "\" is not configured"));
        byte[] iv = new byte[IV];
        envelope.get(iv);
        byte[] rest = new byte[envelope.remaining()];
        envelope.get(rest);
        return run(Cipher.DECRYPT_MODE, key, iv, associated(prefix, identity), rest);
    }

    @Override
    public Ciphertext read(byte[] envelope) {
        return Ciphertext.of(keyIdOf(ByteBuffer.wrap(envelope)), envelope);
    }

    @Override
    public Optional<String> primaryKeyId() {
        return refreshed().primary().map(EncryptionKey::id);
    }

    private Keyring refreshed() {
        Keyring now = provider.keys();
        keys = now;
        return now;
    }

    /** Reads up to the iv, and checks that the rest can be there. */
    private static String keyIdOf(ByteBuffer envelope) {
        boolean headed = envelope.remaining() > HEAD.length + 1;
        for (byte each : HEAD) {
            headed = headed && envelope.get() == each;
        }
        if (headed) {
            int length = Byte.toUnsignedInt(envelope.get());
            if (length > 0 && envelope.remaining() >= length + IV + TAG) {
                byte[] id = new byte[length];
                envelope.get(id);
                return new String(id, StandardCharsets.US_ASCII);
            }
        }
        throw unreadable("it is no ciphertext of this platform");
    }

    private static byte[] associated(byte[] prefix, List<String> identity) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(prefix);
        for (String part : identity) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] run(int mode, EncryptionKey key, byte[] iv, byte[] associated, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key.key(), new GCMParameterSpec(TAG * Byte.SIZE, iv));
            cipher.updateAAD(associated);
            return cipher.doFinal(input);
        } catch (GeneralSecurityException refused) {
            throw unreadable("it was changed, or it belongs to something else");
        }
    }

    private static AiOpsException unreadable(String why) {
        return new AiOpsException(ErrorCode.SECRET_UNREADABLE, "a stored secret cannot be decrypted: " + why);
    }
}
