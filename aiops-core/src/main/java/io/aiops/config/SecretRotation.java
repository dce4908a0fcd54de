package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Encrypts every secret of a store, history included, with the primary key. What it has done stays done: one that was
 * interrupted or killed is simply run again, and goes on with what is left. It may run beside writers, and twice at once.
 * Programs that keep values in memory hold the old ciphertexts until they load again, so the old key must stay for them.
 * Thread-safe.
 */
public final class SecretRotation {

    private static final int BATCH = 200;
    private static final int MOST_NAMED = 100;

    private final ConfigStore store;
    private final ConfigSecrets secrets;

    /** A rotation of the secrets of a store. */
    public SecretRotation(ConfigStore store, ConfigSecrets secrets) {
        this.store = store;
        this.secrets = secrets;
    }

    /**
     * Runs until nothing is left but what cannot be decrypted, which is passed over and named.
     *
     * @throws AiOpsException {@code NO_ENCRYPTION_KEY} if there is no primary key; {@code DATABASE_UNAVAILABLE};
     *     {@code CANCELLED} if the thread is interrupted
     */
    public Outcome run() {
        Set<String> unreadable = new HashSet<>();
        List<Unreadable> named = new ArrayList<>();
        String key = primaryKey();
        int resealed = 0;
        for (; ; ) {
            key = primaryKey();
            // Those that stay behind come again each time, so they must not fill the batch.
            List<ConfigStore.SealedRow> rows = store.sealedWithOtherKeyThan(key, BATCH + unreadable.size()).stream()
                    .filter(row -> !unreadable.contains(row.row()))
                    .toList();
            if (rows.isEmpty()) {
                return new Outcome(key, resealed, unreadable.size(), named);
            }
            for (ConfigStore.SealedRow row : rows) {
                requireGoOn();
                try {
                    if (store.reseal(row, secrets.reseal(row.id(), row.sealed()))) {
                        resealed++;
                    }
                } catch (AiOpsException failed) {
                    if (failed.code() != ErrorCode.SECRET_UNREADABLE) {
                        throw failed;
                    }
                    unreadable.add(row.row());
                    if (named.size() < MOST_NAMED) {
                        named.add(new Unreadable(row.id(), row.row(), failed.message()));
                    }
                }
            }
        }
    }

    private String primaryKey() {
        return secrets.cipher()
                .primaryKeyId()
                .orElseThrow(() -> new AiOpsException(
                        ErrorCode.NO_ENCRYPTION_KEY,
                        "secrets cannot be encrypted anew, because no encryption key is configured"));
    }

    private static void requireGoOn() {
        if (Thread.currentThread().isInterrupted()) {
            throw new AiOpsException(
                    ErrorCode.CANCELLED, "the rotation of secrets was interrupted; run it again to finish it");
        }
    }

    /**
     * What a rotation did.
     *
     * @param keyId the key that everything is encrypted with now
     * @param resealed how many ciphertexts were replaced
     * @param unreadable how many could not be decrypted, and are as they were
     * @param named the first hundred of these
     */
    public record Outcome(String keyId, int resealed, int unreadable, List<Unreadable> named) {

        /** Copies the list. */
        public Outcome {
            named = List.copyOf(named);
        }
    }

    /**
     * A secret that could not be decrypted.
     *
     * @param id what it is about
     * @param row where it is: an entry or a line of history, as the store names it
     * @param why what was wrong
     */
    public record Unreadable(ConfigId id, String row, String why) {}
}
