package io.aiops.config;

import java.util.List;

/**
 * Changes that happen all together or not at all, as one revision.
 *
 * @param changes what changes, each id once
 * @param author who wants it
 */
public record ConfigCommit(List<EntryChange> changes, Author author) {

    /** Copies the list; refuses an empty one and two changes of one id. */
    public ConfigCommit {
        changes = List.copyOf(changes);
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("a commit changes something");
        }
        if (changes.stream().map(EntryChange::id).distinct().count() != changes.size()) {
            throw new IllegalArgumentException("a commit changes each value once");
        }
    }
}
