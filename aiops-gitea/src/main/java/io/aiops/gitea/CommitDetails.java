package io.aiops.gitea;

import java.util.Optional;

/**
 * What a commit holds.
 *
 * @param message its message
 * @param author who made it
 * @param committer who wrote it down
 * @param tree its files
 */
public record CommitDetails(
        String message, Optional<Signature> author, Optional<Signature> committer, Optional<CommitRef> tree) {

    /** Takes nothing as empty. */
    public CommitDetails {
        message = Absent.text(message);
        author = Absent.optional(author);
        committer = Absent.optional(committer);
        tree = Absent.optional(tree);
    }
}
