package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.Optional;

/** Opens stored secrets, one at a time and only for whoever reads them. */
final class SecretReader {

    private final Optional<ConfigSecrets> secrets;
    private volatile Runnable whenUnreadable = () -> {};

    SecretReader(Optional<ConfigSecrets> secrets) {
        this.secrets = secrets;
    }

    /**
     * The value of a stored secret, in clear.
     *
     * @throws AiOpsException {@code SECRET_UNREADABLE} naming the key
     */
    JsonValue open(ConfigEntry entry, StoredValue.Sealed sealed) {
        ConfigSecrets opener = secrets.orElseThrow(() -> new AiOpsException(
                        ErrorCode.SECRET_UNREADABLE,
                        entry.id() + " is a stored secret, and no encryption key is configured")
                .with("key", entry.id().key()));
        try {
            return opener.open(entry.id(), sealed);
        } catch (AiOpsException unreadable) {
            whenUnreadable.run();
            throw unreadable;
        }
    }

    /** Calls something fast whenever a secret cannot be opened: it may have been encrypted anew since it was read. */
    void whenUnreadable(Runnable callback) {
        whenUnreadable = callback;
    }
}
