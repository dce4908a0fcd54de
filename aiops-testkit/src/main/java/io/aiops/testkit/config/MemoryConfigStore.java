package io.aiops.testkit.config;

import io.aiops.config.CommitCheck;
import io.aiops.config.ConfigCommit;
import io.aiops.config.ConfigEntry;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigOperation;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigStore;
import io.aiops.config.EntryChange;
import io.aiops.config.Expectation;
import io.aiops.config.HistoryCheck;
import io.aiops.config.HistoryEntry;
import io.aiops.config.HistoryQuery;
import io.aiops.config.StorePosition;
import io.aiops.config.StoredChanges;
import io.aiops.config.StoredConfig;
import io.aiops.config.StoredValue;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A complete configuration store in memory, with history and revisions, that a test can switch off and on and put back to an
 * earlier state. Thread-safe: every call is one transaction.
 */
public final class MemoryConfigStore implements ConfigStore {

    /** The most bytes of a value. */
    public static final int LARGEST_VALUE = 256 * 1024;

    /** The most values of one scope. */
    public static final int MOST_VALUES = 10_000;

    private static final String ENTRY = "entry ";

    private final String environment;
    private final Clock clock;
    private final MemoryHistory history = new MemoryHistory();
    private final Map<String, Long> requests = new HashMap<>();
    private Map<ConfigId, ConfigEntry> entries = new TreeMap<>();
    private UUID epoch = UUID.randomUUID();
    private long revision;
    private volatile boolean down;

    /** An empty store that tells the time by a clock. */
    public MemoryConfigStore(String environment, Clock clock) {
        this.environment = environment;
        this.clock = clock;
    }

    /** An empty store. */
    public MemoryConfigStore() {
        this("test", Clock.systemUTC());
    }

    /** From now on every call throws {@code DATABASE_UNAVAILABLE}. */
    public void goDown() {
        down = true;
    }

    /** Calls are answered again. */
    public void comeBack() {
        down = false;
    }

    /** Puts it back to an earlier revision, as a restored backup is; the epoch is a new one. */
    public synchronized void restore(long earlier) {
        history.cutAfter(earlier);
        entries = history.entries();
        requests.values().removeIf(known -> known > earlier);
        revision = Math.min(revision, earlier);
        epoch = UUID.randomUUID();
    }

    @Override
    public String environment() {
        return environment;
    }

    @Override
    public synchronized StorePosition position() {
        requireUp();
        return new StorePosition(epoch, revision);
    }

    @Override
    public synchronized StorePosition renewEpoch() {
        requireUp();
        epoch = UUID.randomUUID();
        return position();
    }

    @Override
    public synchronized StoredConfig load() {
        return new StoredConfig(position(), List.copyOf(entries.values()));
    }

    @Override
    public synchronized Optional<StoredChanges> changesAfter(StorePosition position, int most) {
        StorePosition here = position();
        if (!here.epoch().equals(position.epoch()) || position.revision() > revision) {
            return Optional.empty();
        }
        Set<ConfigId> changed = history.changedAfter(position.revision());
        if (changed.size() > most) {
            return Optional.empty();
        }
        return Optional.of(new StoredChanges(
                here,
                changed.stream().map(entries::get).flatMap(Stream::ofNullable).toList(),
                changed.stream().filter(id -> !entries.containsKey(id)).toList()));
    }

    @Override
    public synchronized StorePosition commit(ConfigCommit commit, CommitCheck check) {
        requireUp();
        @Nullable Long known = commit.author().requestId().map(requests::get).orElse(null);
        if (known != null) {
            return new StorePosition(epoch, known);
        }
        Instant now = clock.instant();
        Map<ConfigId, ConfigEntry> next = new TreeMap<>(entries);
        for (EntryChange change : commit.changes()) {
            requireExpected(change);
            after(change, commit, now)
                    .ifPresentOrElse(entry -> next.put(change.id(), entry), () -> next.remove(change.id()));
        }
        requireRoom(commit, next);
        check.check(touched(commit, next));
        write(commit, next, now);
        return new StorePosition(epoch, revision);
    }

    private void requireExpected(EntryChange change) {
        ConfigEntry present = entries.get(change.id());
        long at = present == null ? 0 : present.revision();
        if (change.expected() instanceof Expectation.Revision wanted && wanted.number() != at) {
            throw conflict(change.id(), at);
        }
        if (change.after().isEmpty() && present == null) {
            throw new AiOpsException(ErrorCode.CONFIG_NOT_FOUND, change.id() + " has no value that could be deleted")
                    .with("key", change.id().key());
        }
    }

    private AiOpsException conflict(ConfigId id, long at) {
        AiOpsException conflict = new AiOpsException(
                        ErrorCode.CONFIG_CONFLICT,
                        id + " was changed by somebody else; it is at version " + at + " now")
                .with("key", id.key())
                .with("scope", id.scope().toString())
                .with("current_version", at);
        return history.last(id)
                .map(line -> conflict.with("changed_by", line.author().name())
                        .with("changed_at", line.at().toString()))
                .orElse(conflict);
    }

    private Optional<ConfigEntry> after(EntryChange change, ConfigCommit commit, Instant now) {
        ConfigEntry present = entries.get(change.id());
        long next = revision + 1;
        return change.after().map(image -> {
            if (size(image.value()) > LARGEST_VALUE) {
                throw new AiOpsException(
                        ErrorCode.INVALID_CONFIG_VALUE,
                        "the value of " + change.id() + " is larger than " + LARGEST_VALUE + " bytes");
            }
            return new ConfigEntry(
                    change.id(),
                    image.value(),
                    image.description(),
                    image.status(),
                    present == null ? next : present.createRevision(),
                    next,
                    commit.author().name(),
                    now);
        });
    }

    private static int size(StoredValue value) {
        return value instanceof StoredValue.Sealed sealed
                ? sealed.ciphertext().envelope().length
                : value.plain()
                        .map(json -> json.text().getBytes(StandardCharsets.UTF_8).length)
                        .orElse(0);
    }

    private static void requireRoom(ConfigCommit commit, Map<ConfigId, ConfigEntry> next) {
        commit.changes().stream().map(change -> change.id().scope()).distinct().forEach(scope -> {
            long values = next.keySet().stream()
                    .filter(id -> id.scope().equals(scope))
                    .count();
            if (values > MOST_VALUES) {
                throw new AiOpsException(
                        ErrorCode.INVALID_CONFIG_VALUE, scope + " would have more than " + MOST_VALUES + " values");
            }
        });
    }

    private static List<ConfigEntry> touched(ConfigCommit commit, Map<ConfigId, ConfigEntry> next) {
        Set<ConfigScope> scopes = new HashSet<>(Set.of(ConfigScope.SYSTEM));
        commit.changes().forEach(change -> scopes.add(change.id().scope()));
        return next.values().stream()
                .filter(entry -> scopes.contains(entry.id().scope()))
                .toList();
    }

    private void write(ConfigCommit commit, Map<ConfigId, ConfigEntry> next, Instant now) {
        int sequence = 0;
        for (EntryChange change : commit.changes()) {
            history.add(
                    new HistoryEntry(
                            revision + 1,
                            sequence++,
                            change.id(),
                            operation(change),
                            change.after(),
                            false,
                            history.last(change.id())
                                    .map(HistoryEntry::revision)
                                    .orElse(0L),
                            change.rollbackOf(),
                            commit.author(),
                            "memory",
                            now),
                    Optional.ofNullable(next.get(change.id())));
        }
        revision++;
        entries = next;
        commit.author().requestId().ifPresent(id -> requests.put(id, revision));
    }

    /** What a change did is told by what was there, unless it says more than that. */
    private ConfigOperation operation(EntryChange change) {
        return switch (change.operation()) {
            case ROLLBACK, IMPORT -> change.operation();
            case CREATE, UPDATE, DELETE -> {
                if (change.after().isEmpty()) {
                    yield ConfigOperation.DELETE;
                }
                yield entries.containsKey(change.id()) ? ConfigOperation.UPDATE : ConfigOperation.CREATE;
            }
        };
    }

    @Override
    public synchronized List<HistoryEntry> history(HistoryQuery query) {
        requireUp();
        return history.find(query);
    }

    @Override
    public synchronized List<HistoryEntry> stateAt(long at, Optional<ConfigScope> scope) {
        requireUp();
        return history.stateAt(at, scope);
    }

    @Override
    public synchronized HistoryCheck verifyHistory() {
        requireUp();
        return history.verify();
    }

    @Override
    public synchronized int pruneHistory(int keep, Instant before) {
        requireUp();
        return history.prune(keep, before);
    }

    @Override
    public synchronized List<SealedRow> sealedWithOtherKeyThan(String keyId, int limit) {
        requireUp();
        Stream<SealedRow> stored = entries.values().stream()
                .flatMap(entry -> entry.value() instanceof StoredValue.Sealed sealed
                        ? Stream.of(new SealedRow(entry.id(), ENTRY + entry.id(), sealed))
                        : Stream.empty());
        return Stream.concat(stored, history.sealed())
                .filter(row -> !row.sealed().ciphertext().keyId().equals(keyId))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized boolean reseal(SealedRow row, StoredValue.Sealed fresh) {
        requireUp();
        if (!row.sealed().commitment().equals(fresh.commitment())) {
            throw new IllegalArgumentException("this is another secret than that of " + row.id());
        }
        if (!row.row().startsWith(ENTRY)) {
            return history.reseal(row, fresh);
        }
        ConfigEntry entry = entries.get(row.id());
        if (entry == null || !entry.value().equals(row.sealed())) {
            return false;
        }
        entries.put(
                row.id(),
                new ConfigEntry(
                        entry.id(),
                        fresh,
                        entry.description(),
                        entry.status(),
                        entry.createRevision(),
                        entry.revision(),
                        entry.updatedBy(),
                        entry.updatedAt()));
        return true;
    }

    private void requireUp() {
        if (down) {
            throw new AiOpsException(ErrorCode.DATABASE_UNAVAILABLE, "the configuration store does not answer");
        }
    }
}
