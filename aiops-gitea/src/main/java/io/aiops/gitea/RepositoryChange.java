package io.aiops.gitea;

import java.util.Optional;

/**
 * What to change about a repository; what is absent stays.
 *
 * @param description what it is for
 * @param isPrivate whether only members see it
 * @param archived whether it takes no writes
 * @param defaultBranch the branch that is shown first, which must exist
 */
public record RepositoryChange(
        Optional<String> description,
        Optional<Boolean> isPrivate,
        Optional<Boolean> archived,
        Optional<String> defaultBranch) {

    /** No change yet. */
    public static RepositoryChange none() {
        return new RepositoryChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** And another description. */
    public RepositoryChange description(String text) {
        return new RepositoryChange(Optional.of(text), isPrivate, archived, defaultBranch);
    }

    /** And seen by members only, or by all. */
    public RepositoryChange visibleToMembersOnly(boolean only) {
        return new RepositoryChange(description, Optional.of(only), archived, defaultBranch);
    }

    /** And archived, or no longer. */
    public RepositoryChange archived(boolean readOnly) {
        return new RepositoryChange(description, isPrivate, Optional.of(readOnly), defaultBranch);
    }

    /** And another branch that is shown first. */
    public RepositoryChange defaultBranch(String branch) {
        return new RepositoryChange(description, isPrivate, archived, Optional.of(branch));
    }

    JsonFields fields() {
        return new JsonFields()
                .with("description", description)
                .with("private", isPrivate)
                .with("archived", archived)
                .with("default_branch", defaultBranch);
    }
}
