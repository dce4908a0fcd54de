package io.aiops.gitea.git;

/**
 * What a pull did.
 *
 * @param before the commit that the folder had
 * @param after the commit that it has; the same if there was nothing to pull
 */
public record GitPull(String before, String after) {

    /** Whether something came. */
    public boolean isChanged() {
        return !before.equals(after);
    }
}
