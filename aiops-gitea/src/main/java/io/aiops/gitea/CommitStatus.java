package io.aiops.gitea;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * What somebody says of a commit.
 *
 * @param id its number
 * @param state what is said
 * @param context who says it
 * @param description the words to it
 * @param targetUrl where to read more
 * @param createdAt when
 */
public record CommitStatus(
        long id,
        @JsonProperty("status") CommitState state,
        String context,
        String description,
        String targetUrl,
        Optional<OffsetDateTime> createdAt) {

    /** Takes nothing as empty. */
    public CommitStatus {
        context = Absent.text(context);
        description = Absent.text(description);
        targetUrl = Absent.text(targetUrl);
        createdAt = Absent.optional(createdAt);
    }
}
