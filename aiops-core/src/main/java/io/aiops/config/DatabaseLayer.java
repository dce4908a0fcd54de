package io.aiops.config;

import io.aiops.config.ConfigExplanation.Outcome;
import java.util.List;
import java.util.Optional;

/** The stored values of one snapshot. */
final class DatabaseLayer implements Layer {

    private final StoredEntries stored;
    private final boolean unavailable;

    /**
     * A layer.
     *
     * @param hasStore whether there is a store, so that an unknown position means that it has not answered
     */
    DatabaseLayer(StoredEntries stored, boolean hasStore) {
        this.stored = stored;
        this.unavailable = hasStore && stored.position().isEmpty();
    }

    /** Whether the store has not answered since the start, so that nobody knows what it holds. */
    boolean isUnavailable() {
        return unavailable;
    }

    @Override
    public ConfigSource source() {
        return ConfigSource.DATABASE;
    }

    @Override
    public Finding look(ConfigId id) {
        if (unavailable) {
            return Finding.none(Outcome.UNAVAILABLE, "the store has not answered since the start");
        }
        return stored.find(id).map(DatabaseLayer::finding).orElse(Finding.ABSENT);
    }

    private static Finding finding(JudgedEntry judged) {
        String reason = judged.complaint().orElse("");
        return judged.counting()
                .map(entry -> new Finding(Outcome.WINS, Optional.of(hit(entry)), reason))
                .orElseGet(() -> judged.problems().isEmpty()
                        ? Finding.none(Outcome.DISABLED, "the stored value is disabled")
                        : Finding.none(Outcome.INVALID, reason));
    }

    private static Hit hit(ConfigEntry entry) {
        return new Hit(
                ConfigSource.DATABASE,
                entry.id().scope(),
                "database, revision " + entry.revision(),
                entry.value(),
                Optional.of(entry));
    }

    @Override
    public List<String> tried(ConfigId id) {
        return List.of(id.toString());
    }
}
