package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Follows the store: what it holds becomes the present snapshot. Any thread may do so, and none waits for another. */
final class StoreWatch {

    /** More changes than these are loaded as a whole. */
    private static final int MOST_CHANGES = 1000;
    /** Each lost race means that somebody else made the snapshot newer. */
    private static final int MOST_RACES = 20;

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final ConfigStore store;
    private final CurrentSnapshot current;
    private final StoreContact contact;
    private final AtomicReference<CountDownLatch> advance = new AtomicReference<>(new CountDownLatch(1));

    StoreWatch(ConfigStore store, CurrentSnapshot current, StoreContact contact) {
        this.store = store;
        this.current = current;
        this.contact = contact;
        current.whenReplaced(() -> advance.getAndSet(new CountDownLatch(1)).countDown());
    }

    /** Looks at the store now; throws what the store throws. */
    void refresh() {
        try {
            for (int race = 0; race < MOST_RACES && !catchUp(); race++) {
                Thread.onSpinWait();
            }
            contact.answered();
        } catch (RuntimeException silent) {
            contact.failed(silent);
            throw silent;
        }
    }

    /** Tries once; false if another thread made the snapshot newer meanwhile. */
    private boolean catchUp() {
        ConfigSnapshot base = current.get();
        StoredEntries known = base.stored();
        StorePosition there = store.position();
        if (!known.isOlderThan(there)) {
            known.position().ifPresent(here -> compare(here, there));
            return true;
        }
        StoredEntries next = read(base);
        boolean newer = next.position().map(known::isOlderThan).orElse(false);
        if (newer && !current.replace(base, base.with(next))) {
            return false;
        }
        contact.isNotBehind();
        return true;
    }

    private void compare(StorePosition here, StorePosition there) {
        if (there.revision() < here.revision()) {
            contact.wentBack(here, there);
        } else {
            contact.isNotBehind();
        }
    }

    private StoredEntries read(ConfigSnapshot base) {
        StoredEntries known = base.stored();
        Optional<StoredChanges> changes = known.position().flatMap(here -> store.changesAfter(here, MOST_CHANGES));
        return changes.map(some -> known.after(some, base.registry()))
                .orElseGet(() -> known.replacedBy(store.load(), base.registry()));
    }

    /**
     * Loads everything although the revision is the same: secrets are encrypted anew without a new revision. What is older or
     * newer is left to {@link #refresh}.
     */
    void reload() {
        ConfigSnapshot base = current.get();
        StoredConfig loaded = store.load();
        boolean same = base.stored().position().equals(Optional.of(loaded.position()));
        if (same) {
            current.replace(base, base.with(base.stored().replacedBy(loaded, base.registry())));
        }
    }

    /** Waits until a revision is read, looking at the store itself. */
    void awaitRevision(long revision, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        @Nullable AiOpsException silent = null;
        while (current.get().revision() < revision) {
            CountDownLatch next = Objects.requireNonNull(advance.get());
            try {
                refresh();
                silent = null;
            } catch (AiOpsException unavailable) {
                silent = unavailable; // told when the time is up; the store may come back before
            }
            long left = deadline - System.nanoTime();
            if (current.get().revision() < revision) {
                if (left <= 0) {
                    throw late(revision, limit, silent);
                }
                await(next, Math.min(left, PAUSE.toNanos()));
            }
        }
    }

    private static void await(CountDownLatch latch, long nanos) {
        try {
            if (latch.await(nanos, TimeUnit.NANOSECONDS)) {
                Thread.onSpinWait();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AiOpsException(
                    ErrorCode.CANCELLED, "interrupted while waiting for the configuration", interrupted);
        }
    }

    private AiOpsException late(long revision, Duration limit, @Nullable AiOpsException silent) {
        return new AiOpsException(
                ErrorCode.DEADLINE_EXCEEDED,
                "revision " + revision + " of the configuration was not read within " + limit + "; revision "
                        + current.get().revision() + " is known",
                silent);
    }
}
