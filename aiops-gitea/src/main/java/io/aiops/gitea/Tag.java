package io.aiops.gitea;

import java.util.Optional;

/**
 * A tag.
 *
 * @param name its name, perhaps with slashes
 * @param message its message, empty for a lightweight one
 * @param id the id of what it points to
 * @param commit the commit it leads to
 */
public record Tag(String name, String message, String id, Optional<CommitRef> commit) {

    /** Takes nothing as empty. */
    public Tag {
        name = Absent.text(name);
        message = Absent.text(message);
        id = Absent.text(id);
        commit = Absent.optional(commit);
    }
}
