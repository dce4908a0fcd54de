package io.aiops.gitea;

import java.util.Optional;

/**
 * What a {@link GiteaException} tells about the call that failed. Holds no token, no header and no query.
 *
 * @param method the method, such as {@code GET}
 * @param path the path without query
 * @param status the status of the answer, 0 if there was none
 * @param serverMessage what the server said, made printable and short; empty if nothing
 * @param attempts how often it was tried
 * @param hint what to do
 * @param cause the exception underneath
 */
public record FailedCall(
        String method,
        String path,
        int status,
        String serverMessage,
        int attempts,
        String hint,
        Optional<Throwable> cause) {

    /** A call that was never answered, or not even sent. */
    public static FailedCall unanswered(String method, String path, String hint) {
        return new FailedCall(method, path, 0, "", 1, hint, Optional.empty());
    }

    /** The same after so many attempts. */
    public FailedCall withAttempts(int count) {
        return new FailedCall(method, path, status, serverMessage, count, hint, cause);
    }

    /** The same with another hint. */
    public FailedCall withHint(String better) {
        return new FailedCall(method, path, status, serverMessage, attempts, better, cause);
    }

    /** The same with what led to it. */
    public FailedCall because(Throwable thrown) {
        return new FailedCall(method, path, status, serverMessage, attempts, hint, Optional.of(thrown));
    }

    String message(String what) {
        StringBuilder text =
                new StringBuilder(method).append(' ').append(path).append(": ").append(what);
        if (status > 0) {
            text.append(" (status ").append(status).append(')');
        }
        if (!serverMessage.isEmpty()) {
            text.append("; the server says \"").append(serverMessage).append('"');
        }
        if (attempts > 1) {
            text.append("; tried ").append(attempts).append(" times");
        }
        return text.append(". ").append(hint).toString();
    }
}
