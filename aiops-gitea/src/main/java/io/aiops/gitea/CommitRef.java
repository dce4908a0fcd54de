package io.aiops.gitea;

import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * A commit or tree that is only named.
 *
 * @param sha its id
 * @param created when it was made
 */
public record CommitRef(String sha, Optional<OffsetDateTime> created) {

    /** Takes nothing as empty. */
    public CommitRef {
        sha = Absent.text(sha);
        created = Absent.optional(created);
    }
}
