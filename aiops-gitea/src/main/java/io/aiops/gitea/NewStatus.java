package io.aiops.gitea;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.Optional;

/**
 * Something to say of a commit.
 *
 * @param state what
 * @param context who says it; the last word of each counts
 * @param description the words to it
 * @param targetUrl where to read more
 */
public record NewStatus(CommitState state, String context, String description, Optional<String> targetUrl) {

    /**
     * Checks state and context.
     *
     * @throws AiOpsException {@code INVALID_REQUEST}
     */
    public NewStatus {
        if (state == CommitState.UNKNOWN || context.isBlank()) {
            throw new AiOpsException(ErrorCode.INVALID_REQUEST, "a commit status needs a known state and a context");
        }
    }

    /** Something without a link. */
    public static NewStatus of(CommitState state, String context, String description) {
        return new NewStatus(state, context, description, Optional.empty());
    }

    /** The same with a link. */
    public NewStatus seeAlso(String url) {
        return new NewStatus(state, context, description, Optional.of(url));
    }

    JsonFields fields() {
        return new JsonFields()
                .with("state", (Object) state.word())
                .with("context", (Object) context)
                .text("description", description)
                .with("target_url", targetUrl);
    }
}
