package io.aiops.gitea.git;

/**
 * A commit that is to be made of what a folder holds.
 *
 * @param message of the commit
 * @param authorName a person or a platform
 * @param authorEmail of the author
 */
public record GitChange(String message, String authorName, String authorEmail) {

    /** Checks that there is a message and that the author can be written into a commit. */
    public GitChange {
        if (message.isBlank()) {
            throw new IllegalArgumentException("a commit needs a message");
        }
        if ((authorName + authorEmail).chars().anyMatch(c -> c < ' ' || c == '<' || c == '>')) {
            throw new IllegalArgumentException("an author has no angle bracket and no control character");
        }
    }
}
