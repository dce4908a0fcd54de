package io.aiops.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one listener. It remembers the snapshot that the listener was told last; whatever differs from it is told, so a lost
 * or failed call loses nothing.
 */
final class Delivery implements ConfigSubscription {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int MOST_ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration SLOW = Duration.ofSeconds(30);
    private static final Duration CLOSING = Duration.ofSeconds(30);

    private final ConfigFilter filter;
    private final ConfigListener listener;
    private final CurrentSnapshot current;
    private final StoreContact contact;
    private final Deliveries owner;
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final Mailbox mailbox = new Mailbox();
    private volatile boolean parked;

    // Belongs to whichever thread is busy with it.
    private ConfigSnapshot told;
    private ConfigSnapshot failed;
    private int attempts;

    Delivery(
            ConfigFilter filter,
            ConfigListener listener,
            CurrentSnapshot current,
            StoreContact contact,
            Deliveries owner) {
        this.filter = filter;
        this.listener = listener;
        this.current = current;
        this.contact = contact;
        this.owner = owner;
        this.told = current.get();
        this.failed = told;
    }

    /** Says that there may be something to tell; never waits. */
    void wake(Executor threads) {
        if (!mailbox.want()) {
            return;
        }
        try {
            threads.execute(this::run);
        } catch (RejectedExecutionException allBusy) {
            mailbox.rest(); // it stays wanted, and the next look at the store tries again
        }
    }

    /** Tries again what found no thread. */
    void wakeIfWaiting(Executor threads) {
        if (mailbox.isWaiting()) {
            wake(threads);
        }
    }

    private void run() {
        Thread.currentThread().setContextClassLoader(loader);
        while (mailbox.take()) {
            tell();
        }
    }

    private void tell() {
        ConfigSnapshot now = current.get();
        if (parked && changes(failed, now).isEmpty()) {
            return;
        }
        List<ConfigEvent.Change> changes = changes(told, now);
        Optional<StorePosition> position = now.stored().position();
        Optional<Throwable> thrown = changes.isEmpty() || position.isEmpty()
                ? Optional.empty()
                : call(new ConfigEvent(position.get(), changes));
        if (thrown.isEmpty()) {
            told = now;
            attempts = 0;
            parked = false;
        } else {
            failed = now;
            again(thrown.get());
        }
    }

    private List<ConfigEvent.Change> changes(ConfigSnapshot from, ConfigSnapshot to) {
        return new Differences(from, to).of(filter, contact.isStale());
    }

    /** A listener's code may throw anything, and only it may suffer. */
    private Optional<Throwable> call(ConfigEvent event) {
        if (!mailbox.enter()) {
            return Optional.empty();
        }
        try {
            listener.changed(event);
            return Optional.empty();
        } catch (Throwable any) {
            return Optional.of(any);
        } finally {
            mailbox.leave();
        }
    }

    private void again(Throwable why) {
        attempts++;
        parked = attempts >= MOST_ATTEMPTS;
        if (parked) {
            LOG.warn("the listener of {} failed {} times and waits for the next change", filter, attempts, why);
            attempts = 0;
            return;
        }
        if (attempts == 1) {
            LOG.warn("the listener of {} failed and will be called again", filter, why);
        }
        mailbox.wantAfter(FIRST_PAUSE.multipliedBy(1L << (attempts - 1)));
    }

    @Override
    public boolean isParked() {
        return parked;
    }

    /** What is wrong with its listener, in words. */
    Optional<String> trouble() {
        if (parked) {
            return Optional.of("the listener of " + filter + " failed too often and waits for the next change");
        }
        return mailbox.isCallingFor(SLOW)
                ? Optional.of("the listener of " + filter + " has been running for more than " + SLOW.toSeconds()
                        + " seconds")
                : Optional.empty();
    }

    /** Begins no more calls; does not wait. */
    void end() {
        mailbox.close();
    }

    /** Whether this thread is inside its callback. */
    boolean isCalling(Thread thread) {
        return mailbox.isCalling(thread);
    }

    @Override
    public void close() {
        owner.forget(this);
        mailbox.close();
        mailbox.awaitCall(CLOSING);
    }
}
