package io.aiops.config;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the last-known-good file up to date, once a second at most. Thread-safe. */
final class Saver {

    private static final Logger LOG = LoggerFactory.getLogger(Saver.class);
    private static final Duration GAP = Duration.ofSeconds(1);

    private final LastKnownGood file;
    private final CurrentSnapshot current;
    private final Clock clock;
    private @Nullable StoredEntries saved;
    private long savedAt = System.nanoTime() - GAP.toNanos();
    private volatile @Nullable String failure;

    Saver(LastKnownGood file, CurrentSnapshot current, Clock clock) {
        this.file = file;
        this.current = current;
        this.clock = clock;
    }

    /** Says what is in the file already. */
    synchronized void holds(StoredEntries entries) {
        saved = entries;
    }

    /**
     * Saves if there is something new and the last time is long enough ago.
     *
     * @return in how many nanoseconds there will be something to do; the greatest number for nothing
     */
    synchronized long saveIfDue() {
        StoredEntries stored = current.get().stored();
        if (stored == saved || stored.position().isEmpty()) {
            return Long.MAX_VALUE;
        }
        long early = savedAt + GAP.toNanos() - System.nanoTime();
        if (early > 0) {
            return early;
        }
        save(stored);
        return stored == saved ? Long.MAX_VALUE : GAP.toNanos();
    }

    /** Saves what is new, however early. */
    synchronized void saveNow() {
        StoredEntries stored = current.get().stored();
        if (stored != saved) {
            save(stored);
        }
    }

    private void save(StoredEntries stored) {
        savedAt = System.nanoTime();
        stored.position().ifPresent(position -> {
            try {
                file.save(
                        new StoredConfig(
                                position,
                                stored.all().stream().map(JudgedEntry::entry).toList()),
                        clock.instant());
                saved = stored;
                failure = null;
            } catch (IOException failed) {
                if (failure == null) {
                    LOG.warn("the last-known-good file {} cannot be written: {}", file, failed.toString());
                }
                failure = "the last-known-good file " + file + " cannot be written ("
                        + failed.getClass().getSimpleName() + ")";
            }
        });
    }

    Optional<String> alarm() {
        return Optional.ofNullable(failure);
    }
}
