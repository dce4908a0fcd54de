package io.aiops.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is stored at one position, and what counts of it. Immutable. */
final class StoredEntries {

    private final Optional<StorePosition> position;
    private final Map<ConfigId, JudgedEntry> entries;

    private StoredEntries(Optional<StorePosition> position, Map<ConfigId, JudgedEntry> entries) {
        this.position = position;
        this.entries = entries;
    }

    /** Nothing is known. */
    static StoredEntries unknown() {
        return new StoredEntries(Optional.empty(), Map.of());
    }

    /** The same after some changes. */
    StoredEntries after(StoredChanges changes, ConfigRegistry registry) {
        Map<ConfigId, JudgedEntry> next = new HashMap<>(entries);
        changes.deleted().forEach(next::remove);
        changes.written().forEach(entry -> next.put(entry.id(), judged(entry, registry)));
        return new StoredEntries(Optional.of(changes.position()), next);
    }

    /** What was loaded anew; of an entry that does not fit, what counted here goes on to count. */
    StoredEntries replacedBy(StoredConfig loaded, ConfigRegistry registry) {
        Map<ConfigId, JudgedEntry> next = new HashMap<>();
        loaded.entries().forEach(entry -> next.put(entry.id(), judged(entry, registry)));
        return new StoredEntries(Optional.of(loaded.position()), next);
    }

    private JudgedEntry judged(ConfigEntry entry, ConfigRegistry registry) {
        JudgedEntry before = entries.get(entry.id());
        return before != null && before.entry().equals(entry)
                ? before
                : JudgedEntry.of(entry, Optional.ofNullable(before), registry);
    }

    Optional<StorePosition> position() {
        return position;
    }

    /** Whether a state is newer than this one: of another epoch, or of a higher revision. */
    boolean isOlderThan(StorePosition there) {
        return position.map(here -> !here.epoch().equals(there.epoch()) || here.revision() < there.revision())
                .orElse(true);
    }

    Optional<JudgedEntry> find(ConfigId id) {
        return Optional.ofNullable(entries.get(id));
    }

    Collection<JudgedEntry> all() {
        return entries.values();
    }

    /** What would not fit other declarations, in words. */
    List<String> violations(ConfigRegistry others) {
        return entries.values().stream()
                .map(judged -> JudgedEntry.of(judged.entry(), Optional.empty(), others))
                .sorted(Comparator.comparing(judged -> judged.entry().id()))
                .map(JudgedEntry::complaint)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whose counting value is another one here than there. */
    Set<ConfigId> differencesFrom(StoredEntries other) {
        Set<ConfigId> different = new HashSet<>();
        entries.forEach((id, here) -> {
            JudgedEntry there = other.entries.get(id);
            if (there == null || !here.counting().equals(there.counting())) {
                different.add(id);
            }
        });
        other.entries.keySet().stream().filter(id -> !entries.containsKey(id)).forEach(different::add);
        return different;
    }
}
