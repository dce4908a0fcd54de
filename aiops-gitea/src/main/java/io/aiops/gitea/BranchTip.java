package io.aiops.gitea;

import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * The last commit of a branch.
 *
 * @param id its id
 * @param message its message
 * @param timestamp when it was made
 */
public record BranchTip(String id, String message, Optional<OffsetDateTime> timestamp) {

    /** Takes nothing as empty. */
    public BranchTip {
        id = Absent.text(id);
        message = Absent.text(message);
        timestamp = Absent.optional(timestamp);
    }
}
