package io.aiops.gitea.git;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What of a repository is meant.
 *
 * @param kind how the name is to be understood
 * @param name of the branch or tag without {@code refs/…}, or 40 hex digits; may hold slashes
 */
public record GitRevision(Kind kind, String name) {

    private static final Pattern SHA = Pattern.compile("[0-9a-f]{40}");

    /** How a name is to be understood. */
    public enum Kind {
        /** The branch that the server's HEAD names. */
        DEFAULT,
        /** A branch. */
        BRANCH,
        /** A tag; an annotated one means its commit. */
        TAG,
        /** A commit by its full id. */
        COMMIT,
        /** A branch, else a tag. */
        NAME
    }

    /** Checks that a commit is named by all of its digits and that a name is not empty. */
    public GitRevision {
        name = kind == Kind.COMMIT ? name.toLowerCase(Locale.ROOT) : name;
        if (kind == Kind.COMMIT && !SHA.matcher(name).matches()) {
            throw new IllegalArgumentException("a commit is named by its 40 hex digits");
        }
        if (kind != Kind.DEFAULT && (name.isBlank() || name.chars().anyMatch(Character::isISOControl))) {
            throw new IllegalArgumentException("a branch or tag has a name without control characters");
        }
    }

    /** The branch that the server's HEAD names. */
    public static GitRevision ofDefaultBranch() {
        return new GitRevision(Kind.DEFAULT, "");
    }

    /** A branch. */
    public static GitRevision branch(String name) {
        return new GitRevision(Kind.BRANCH, name);
    }

    /** A tag. */
    public static GitRevision tag(String name) {
        return new GitRevision(Kind.TAG, name);
    }

    /** A commit by its full id. */
    public static GitRevision commit(String sha) {
        return new GitRevision(Kind.COMMIT, sha);
    }

    /** What a person typed: nothing is the default branch, 40 hex digits are a commit, all else a branch or a tag. */
    public static GitRevision parse(String text) {
        String plain = text.strip();
        if (plain.isEmpty()) {
            return ofDefaultBranch();
        }
        String lower = plain.toLowerCase(Locale.ROOT);
        return SHA.matcher(lower).matches() ? commit(lower) : new GitRevision(Kind.NAME, plain);
    }

    @Override
    public String toString() {
        return kind == Kind.DEFAULT ? "the default branch" : kind.name().toLowerCase(Locale.ROOT) + " " + name;
    }
}
