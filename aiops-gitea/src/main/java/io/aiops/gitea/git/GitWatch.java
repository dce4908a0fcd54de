package io.aiops.gitea.git;

import java.util.function.Consumer;

/**
 * Watches one operation and may end it.
 *
 * @param progress gets 10 events a second from one thread, and one that ends it; an exception of it is ignored
 * @param cancellation ends the operation
 */
public record GitWatch(Consumer<GitProgress> progress, Cancellation cancellation) {

    /** Watches nothing. */
    public static GitWatch none() {
        return new GitWatch(event -> {}, new Cancellation());
    }

    /** Can be cancelled, and says nothing. */
    public static GitWatch cancelledBy(Cancellation cancellation) {
        return new GitWatch(event -> {}, cancellation);
    }
}
