package io.aiops.gitea;

import java.util.Optional;

/**
 * A repository to make: private, without a commit, its branch {@code main}, until told otherwise.
 *
 * @param name the name, to which the client's prefix is put unless it begins with it
 * @param owner the user or organisation; absent for the client's owner, else the token's user
 * @param description what it is for
 * @param isPrivate whether only members see it
 * @param autoInit whether it gets a first commit
 * @param defaultBranch the branch that is shown first
 */
public record NewRepository(
        String name,
        Optional<String> owner,
        String description,
        boolean isPrivate,
        boolean autoInit,
        String defaultBranch) {

    /** One of that name. */
    public static NewRepository named(String name) {
        return new NewRepository(name, Optional.empty(), "", true, false, "main");
    }

    /** The same below an owner. */
    public NewRepository ownedBy(String userOrOrganization) {
        return new NewRepository(
                name, Optional.of(userOrOrganization), description, isPrivate, autoInit, defaultBranch);
    }

    /** The same with a description. */
    public NewRepository describedAs(String text) {
        return new NewRepository(name, owner, text, isPrivate, autoInit, defaultBranch);
    }

    /** The same for everybody to see. */
    public NewRepository visibleToAll() {
        return new NewRepository(name, owner, description, false, autoInit, defaultBranch);
    }

    /** The same with a first commit, which makes its branch exist. */
    public NewRepository withFirstCommit() {
        return new NewRepository(name, owner, description, isPrivate, true, defaultBranch);
    }

    /** The same with another default branch. */
    public NewRepository onBranch(String branch) {
        return new NewRepository(name, owner, description, isPrivate, autoInit, branch);
    }

    JsonFields fields(String fullName) {
        return new JsonFields()
                .with("name", (Object) fullName)
                .text("description", description)
                .with("private", (Object) isPrivate)
                .with("auto_init", (Object) autoInit)
                .text("default_branch", defaultBranch);
    }

    /** Whether that one could have been made from this. */
    boolean matches(Repository made) {
        return made.isPrivate() == isPrivate
                && made.description().equals(description)
                && (made.defaultBranch().isEmpty()
                        || defaultBranch.isEmpty()
                        || made.defaultBranch().equals(defaultBranch))
                && (autoInit || made.empty());
    }
}
