package io.aiops.gitea.connection;

import io.aiops.error.AiOpsException;
import io.aiops.service.Secret;

/** Seals tokens for where they are kept. What is sealed for one identity does not open for another. Thread-safe. */
public interface TokenCipher {

    /**
     * Seals a token.
     *
     * @param identity what the sealed bytes belong to, such as the id of their row
     */
    byte[] encrypt(Secret token, String identity);

    /**
     * Opens a sealed token.
     *
     * @param identity the same as when it was sealed
     * @throws AiOpsException {@code INTERNAL} if it was sealed with another key or for another identity, or was changed
     */
    Secret decrypt(byte[] sealed, String identity);
}
