package io.aiops.app.gitea;

import io.aiops.gitea.connection.TokenCipher;
import io.aiops.secret.SecretCipher;
import io.aiops.service.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Seals the tokens of connections with the platform's keys. */
public final class PlatformTokenCipher implements TokenCipher {

    private final SecretCipher cipher;

    /** Seals with a cipher. */
    public PlatformTokenCipher(SecretCipher cipher) {
        this.cipher = cipher;
    }

    @Override
    public byte[] encrypt(Secret token, String identity) {
        return cipher.encrypt(token.reveal().getBytes(StandardCharsets.UTF_8), List.of("gitea", identity))
                .envelope();
    }

    @Override
    public Secret decrypt(byte[] sealed, String identity) {
        byte[] plain = cipher.decrypt(cipher.read(sealed), List.of("gitea", identity));
        return Secret.of(new String(plain, StandardCharsets.UTF_8));
    }
}
