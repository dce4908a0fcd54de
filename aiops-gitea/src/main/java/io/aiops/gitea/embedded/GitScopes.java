package io.aiops.gitea.embedded;

import java.util.Set;
import java.util.TreeSet;

/**
 * What a token may do, in Gitea's words: {@code all}, or {@code read:} and {@code write:} before {@code repository},
 * {@code user}, {@code organization}, {@code admin}. To write includes to read. A password may do everything.
 *
 * @param names the scopes, never empty
 */
public record GitScopes(Set<String> names) {

    /** Copies the names; an unknown name is kept and grants nothing. */
    public GitScopes {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a token without a scope can do nothing; name one, or \"all\"");
        }
        names = Set.copyOf(names);
    }

    /** Everything, as a password may. */
    public static GitScopes everything() {
        return new GitScopes(Set.of("all"));
    }

    /** The scopes of these names. */
    public static GitScopes of(String... names) {
        return new GitScopes(Set.of(names));
    }

    /** Whether reading in a category, for instance {@code repository}, is granted. */
    public boolean mayRead(String category) {
        return mayWrite(category) || names.contains("read:" + category);
    }

    /** Whether writing in a category, for instance {@code repository}, is granted. */
    public boolean mayWrite(String category) {
        return names.contains("all") || names.contains("write:" + category);
    }

    String listed() {
        return String.join(",", new TreeSet<>(names));
    }
}
