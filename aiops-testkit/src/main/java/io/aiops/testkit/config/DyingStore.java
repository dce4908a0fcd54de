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

/** A store whose program dies when it has replaced some ciphertexts and is about to replace the next. */
final class DyingStore implements ConfigStore {

    private final ConfigStore store;
    private int left;

    DyingStore(ConfigStore store, int left) {
        this.store = store;
        this.left = left;
    }

    /** The death. */
    static final class Killed extends Error {

        Killed() {
            super("killed in the middle of a rotation");
        }
    }

    @Override
    public boolean reseal(SealedRow row, StoredValue.Sealed fresh) {
        if (left == 0) {
            throw new Killed();
        }
        left--;
        return store.reseal(row, fresh);
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
        return store.position();
    }

    @Override
    public StoredConfig load() {
        return store.load();
    }

    @Override
    public Optional<StoredChanges> changesAfter(StorePosition position, int most) {
        return store.changesAfter(position, most);
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
}
