package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that ties a resolver to its store: the first look, the thread, the hints and the last-known-good file. */
final class StoreLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreLink.class);

    private final ConfigSetup setup;
    private final CurrentSnapshot current;
    private final StoreContact contact;
    private final StoreWatch watch;
    private final Watcher watcher;
    private final Optional<LastKnownGood> file;
    private final Optional<Saver> saver;

    StoreLink(
            ConfigSetup setup,
            ConfigStore store,
            CurrentSnapshot current,
            StoreContact contact,
            Deliveries deliveries) {
        this.setup = setup;
        this.current = current;
        this.contact = contact;
        this.watch = new StoreWatch(store, current, contact);
        this.file = setup.lastKnownGood().map(path -> new LastKnownGood(path, store.environment()));
        this.saver = file.map(good -> new Saver(good, current, setup.clock()));
        this.watcher = new Watcher(watch, setup.pollInterval(), () -> {
            deliveries.wakeWaiting();
            return saver.map(Saver::saveIfDue).orElse(Long.MAX_VALUE);
        });
    }

    /**
     * Reads the store for the first time and begins to follow it.
     *
     * @throws AiOpsException {@code DATABASE_UNAVAILABLE}, {@code INVALID_SETTING}
     */
    void open() {
        setup.hints().forEach(hint -> hint.start(watcher::wake));
        try {
            watch.refresh();
        } catch (AiOpsException down) {
            if (down.code() != ErrorCode.DATABASE_UNAVAILABLE) {
                throw down;
            }
            startWithout(down);
        }
        current.whenReplaced(watcher::remind);
        current.get().secrets().whenUnreadable(watcher::doubt);
        watcher.start();
    }

    private void startWithout(AiOpsException down) {
        switch (setup.whenStoreIsDown()) {
            case FAIL_FAST -> throw down;
            case LAST_KNOWN_GOOD -> startFrom(lastKnownGood(down));
            case DEFAULTS_ONLY -> {
                List<String> missing = current.get().missing();
                if (!missing.isEmpty()) {
                    throw new AiOpsException(
                                    ErrorCode.DATABASE_UNAVAILABLE,
                                    "the configuration store does not answer, and only it can have values of "
                                            + String.join(", ", missing),
                                    down)
                            .with("problems", missing);
                }
            }
        }
    }

    private StoredConfig lastKnownGood(AiOpsException down) {
        try {
            return file.flatMap(LastKnownGood::load).orElseThrow(() -> down);
        } catch (AiOpsException unusable) {
            if (unusable == down) {
                throw down;
            }
            throw new AiOpsException(
                    ErrorCode.DATABASE_UNAVAILABLE, down.message() + "; " + unusable.message(), unusable);
        }
    }

    private void startFrom(StoredConfig config) {
        ConfigSnapshot base = current.get();
        LOG.warn(
                "starting with the last known configuration, revision {} of {}",
                config.position().revision(),
                file);
        StoredEntries known = base.stored().replacedBy(config, base.registry());
        saver.ifPresent(file -> file.holds(known));
        current.replace(base, base.with(known));
    }

    StoreWatch watch() {
        return watch;
    }

    void announce(StorePosition position) {
        setup.hints().forEach(hint -> hint.announce(position));
    }

    List<String> disconnectedHints() {
        return setup.hints().stream()
                .filter(hint -> !hint.isConnected())
                .map(ChangeHints::name)
                .toList();
    }

    List<String> alarms() {
        return Stream.concat(contact.alarm().stream(), saver.flatMap(Saver::alarm).stream())
                .toList();
    }

    /** Ends the thread and the hints, and saves what is new. */
    @Override
    public void close() {
        List<RuntimeException> failures = new ArrayList<>();
        for (ChangeHints hint : setup.hints()) {
            try {
                hint.close();
            } catch (RuntimeException failed) {
                failures.add(failed);
            }
        }
        watcher.close();
        saver.ifPresent(Saver::saveNow);
        failures.forEach(failed -> LOG.warn("hints could not be closed", failed));
    }
}
