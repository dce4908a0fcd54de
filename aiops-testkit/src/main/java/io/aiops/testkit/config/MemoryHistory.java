package io.aiops.testkit.config;

import io.aiops.config.ConfigEntry;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigStore.SealedRow;
import io.aiops.config.EntryChange;
import io.aiops.config.EntryChange.AfterImage;
import io.aiops.config.HistoryCheck;
import io.aiops.config.HistoryEntry;
import io.aiops.config.HistoryQuery;
import io.aiops.config.StoredValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The lines of a {@link MemoryConfigStore}, each with the hash of all before it. Not thread-safe. */
final class MemoryHistory {

    private static final int MOST_FAULTS = 20;

    private final List<Line> lines = new ArrayList<>();

    /**
     * A line.
     *
     * @param entry what the line says
     * @param left what was stored afterwards
     * @param digest the hash of the value, which stays when the value is pruned
     * @param hash the hash of this line and all before it
     */
    private record Line(HistoryEntry entry, Optional<ConfigEntry> left, String digest, String hash) {

        Line with(HistoryEntry other) {
            return new Line(other, left, digest, hash);
        }
    }

    void add(HistoryEntry entry, Optional<ConfigEntry> left) {
        String digest = digest(entry.after());
        lines.add(new Line(entry, left, digest, hash(head(), entry, digest)));
    }

    /** Forgets what came after a revision. */
    void cutAfter(long revision) {
        lines.removeIf(line -> line.entry().revision() > revision);
    }

    /** What was stored at the end of the last line. */
    Map<ConfigId, ConfigEntry> entries() {
        Map<ConfigId, ConfigEntry> entries = new TreeMap<>();
        for (Line line : lines) {
            line.left()
                    .ifPresentOrElse(
                            entry -> entries.put(entry.id(), entry),
                            () -> entries.remove(line.entry().id()));
        }
        return entries;
    }

    Optional<HistoryEntry> last(ConfigId id) {
        return newestFirst().filter(entry -> entry.id().equals(id)).findFirst();
    }

    Set<ConfigId> changedAfter(long revision) {
        Set<ConfigId> ids = new LinkedHashSet<>();
        newestFirst()
                .takeWhile(entry -> entry.revision() > revision)
                .map(HistoryEntry::id)
                .forEach(ids::add);
        return ids;
    }

    List<HistoryEntry> find(HistoryQuery query) {
        return newestFirst()
                .filter(entry -> query.scope().map(entry.id().scope()::equals).orElse(true))
                .filter(entry -> query.key().map(entry.id().key()::equals).orElse(true))
                .filter(entry -> query.before().isEmpty()
                        || entry.revision() < query.before().get().revision()
                        || (entry.revision() == query.before().get().revision()
                                && entry.sequence() < query.before().get().sequence()))
                .limit(query.limit())
                .toList();
    }

    List<HistoryEntry> stateAt(long revision, Optional<ConfigScope> scope) {
        Map<ConfigId, HistoryEntry> state = new TreeMap<>();
        lines.stream()
                .map(Line::entry)
                .filter(entry -> entry.revision() <= revision)
                .filter(entry -> scope.map(entry.id().scope()::equals).orElse(true))
                .forEach(entry -> state.put(entry.id(), entry));
        return List.copyOf(state.values());
    }

    int prune(int keep, Instant before) {
        Map<ConfigId, Integer> valued = new TreeMap<>();
        Set<ConfigId> seen = new HashSet<>();
        int pruned = 0;
        ListIterator<Line> backwards = lines.listIterator(lines.size());
        while (backwards.hasPrevious()) {
            Line line = backwards.previous();
            ConfigId id = line.entry().id();
            boolean present = seen.add(id);
            if (line.entry().after().isEmpty()) {
                continue;
            }
            int newer = valued.merge(id, 1, Integer::sum) - 1;
            if (!present && newer >= keep && line.entry().at().isBefore(before)) {
                backwards.set(line.with(pruned(line.entry())));
                pruned++;
            }
        }
        return pruned;
    }

    Stream<SealedRow> sealed() {
        return lines.stream()
                .map(Line::entry)
                .flatMap(entry -> entry.after().stream()
                        .map(AfterImage::value)
                        .filter(StoredValue.Sealed.class::isInstance)
                        .map(StoredValue.Sealed.class::cast)
                        .map(value -> new SealedRow(entry.id(), row(entry), value)));
    }

    boolean reseal(SealedRow row, StoredValue.Sealed fresh) {
        ListIterator<Line> all = lines.listIterator();
        while (all.hasNext()) {
            Line line = all.next();
            boolean same = row(line.entry()).equals(row.row())
                    && line.entry().after().map(AfterImage::value).equals(Optional.of(row.sealed()));
            if (same) {
                all.set(line.with(resealed(line.entry(), fresh)));
                return true;
            }
        }
        return false;
    }

    HistoryCheck verify() {
        List<String> faults = new ArrayList<>();
        String before = "";
        for (Line line : lines) {
            HistoryEntry entry = line.entry();
            boolean whole = entry.pruned() || digest(entry.after()).equals(line.digest());
            if (!whole || !hash(before, entry, line.digest()).equals(line.hash())) {
                faults.add(row(entry) + " was changed");
            }
            before = line.hash();
        }
        return new HistoryCheck(lines.size(), before, faults.subList(0, Math.min(MOST_FAULTS, faults.size())));
    }

    private Stream<HistoryEntry> newestFirst() {
        int size = lines.size();
        return Stream.iterate(size - 1, index -> index >= 0, index -> index - 1)
                .map(index -> lines.get(index).entry());
    }

    private String head() {
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1).hash();
    }

    private static String row(HistoryEntry entry) {
        return "history " + entry.revision() + "/" + entry.sequence();
    }

    private static HistoryEntry pruned(HistoryEntry entry) {
        return with(entry, Optional.empty(), true);
    }

    private static HistoryEntry resealed(HistoryEntry entry, StoredValue.Sealed fresh) {
        return with(
                entry,
                entry.after().map(after -> new AfterImage(fresh, after.description(), after.status())),
                entry.pruned());
    }

    private static HistoryEntry with(HistoryEntry entry, Optional<AfterImage> after, boolean pruned) {
        return new HistoryEntry(
                entry.revision(),
                entry.sequence(),
                entry.id(),
                entry.operation(),
                after,
                pruned,
                entry.previousRevision(),
                entry.rollbackOf(),
                entry.author(),
                entry.instance(),
                entry.at());
    }

    /** Of a secret its commitment, which a new encryption key does not change. */
    private static String digest(Optional<EntryChange.AfterImage> after) {
        return after.map(image -> {
                    String value = image.value() instanceof StoredValue.Sealed sealed
                            ? "secret " + sealed.commitment()
                            : "plain " + image.value();
                    return sha256(value + "\n" + image.status() + "\n" + image.description());
                })
                .orElse("");
    }

    private static String hash(String before, HistoryEntry entry, String digest) {
        return sha256(String.join(
                "\n",
                before,
                row(entry),
                entry.id().toString(),
                entry.operation().word(),
                digest,
                String.valueOf(entry.previousRevision()),
                entry.rollbackOf().toString(),
                entry.author().toString(),
                entry.instance(),
                entry.at().toString()));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
