package io.aiops.testkit.config;

import io.aiops.config.CommitCheck;
import io.aiops.config.ConfigCommit;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigStore;
import io.aiops.config.HistoryCheck;
import io.aiops.config.HistoryEntry;
import io.aiops.config.HistoryQuery;
import io.aiops.config.StorePosition;
import io.aiops.config.StoredChanges;
import io.aiops.config.StoredConfig;
import io.aiops.config.StoredValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A store that counts how often it is read, and whose answers a test may change or hold back on their way. */
final class WatchedStore implements ConfigStore {

    final AtomicInteger positions = new AtomicInteger();
    final AtomicInteger reads = new AtomicInteger();
    volatile UnaryOperator<StorePosition> positionOnItsWay = position -> position;
    volatile Runnable readOnItsWay = () -> {};

    private final ConfigStore store;

    WatchedStore(ConfigStore store) {
        this.store = store;
    }

    @Override
    public String environment() {
        return store.environment();
    }

    @Override
    public StorePosition renewEpoch() {
        return store.renewEpoch();
    }

    @Override
    public StorePosition position() {
        positions.incrementAndGet();
        return positionOnItsWay.apply(store.position());
    }

    @Override
    public StoredConfig load() {
        reads.incrementAndGet();
        StoredConfig answer = store.load();
        readOnItsWay.run();
        return answer;
    }

    @Override
    public Optional<StoredChanges> changesAfter(StorePosition position, int most) {
        reads.incrementAndGet();
        Optional<StoredChanges> answer = store.changesAfter(position, most);
        readOnItsWay.run();
        return answer;
    }

    @Override
    public StorePosition commit(ConfigCommit commit, CommitCheck check) {
        return store.commit(commit, check);
    }

    @Override
    public List<HistoryEntry> history(HistoryQuery query) {
        return store.history(query);
    }

    @Override
    public List<HistoryEntry> stateAt(long revision, Optional<ConfigScope> scope) {
        return store.stateAt(revision, scope);
    }

    @Override
    public HistoryCheck verifyHistory() {
        return store.verifyHistory();
    }

    @Override
    public int pruneHistory(int keep, Instant before) {
        return store.pruneHistory(keep, before);
    }

    @Override
    public List<SealedRow> sealedWithOtherKeyThan(String keyId, int limit) {
        return store.sealedWithOtherKeyThan(keyId, limit);
    }

    @Override
    public boolean reseal(SealedRow row, StoredValue.Sealed fresh) {
        return store.reseal(row, fresh);
    }
}
