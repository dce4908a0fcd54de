package io.aiops.config;

import java.util.List;

/** Looks at what a commit would leave, inside its transaction. */
@FunctionalInterface
public interface CommitCheck {

    /** Finds nothing wrong. */
    CommitCheck NONE = entries -> {};

    /**
     * Looks at all entries of the scopes that the commit touches and of the system, as they would be.
     *
     * @throws io.aiops.error.AiOpsException to refuse the whole commit
     */
    void check(List<ConfigEntry> entries);
}
