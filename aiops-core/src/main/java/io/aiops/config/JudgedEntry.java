package io.aiops.config;

import java.util.List;
import java.util.Optional;

/**
 * A stored entry and what counts of it.
 *
 * @param entry the entry as it is stored
 * @param counting what lookups see: the entry itself, an earlier one that was good, or nothing
 * @param problems why the entry itself does not count, although it is switched on
 */
record JudgedEntry(ConfigEntry entry, Optional<ConfigEntry> counting, List<String> problems) {

    /** Judges an entry; one that does not fit leaves what counted before. */
    static JudgedEntry of(ConfigEntry entry, Optional<JudgedEntry> before, ConfigRegistry registry) {
        if (!entry.status().counts()) {
            return new JudgedEntry(entry, Optional.empty(), List.of());
        }
        List<String> problems = registry.find(entry.id().key())
                .filter(key -> key.name().equals(entry.id().key()))
                .map(key -> Rules.stored(key, entry))
                .orElse(List.of());
        return problems.isEmpty()
                ? new JudgedEntry(entry, Optional.of(entry), problems)
                : new JudgedEntry(entry, before.flatMap(JudgedEntry::counting), problems);
    }

    /** What is wrong, in words; empty if nothing is. */
    Optional<String> complaint() {
        if (problems.isEmpty()) {
            return Optional.empty();
        }
        String instead = counting.map(good -> "the value of revision " + good.revision() + " goes on to count")
                .orElse("it is passed over");
        return Optional.of(entry.id() + " " + String.join("; ", problems) + " (database, revision " + entry.revision()
                + "); " + instead);
    }
}
