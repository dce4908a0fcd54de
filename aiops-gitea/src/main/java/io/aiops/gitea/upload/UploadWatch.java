package io.aiops.gitea.upload;

import io.aiops.gitea.git.Cancellation;
import java.util.function.Consumer;

/**
 * Watches one upload and may end it.
 *
 * @param progress gets 10 events a second from one thread, and exactly one that ends it; an exception of it is ignored
 * @param cancellation ends the upload within a second
 */
public record UploadWatch(Consumer<UploadProgress> progress, Cancellation cancellation) {

    /** Watches nothing. */
    public static UploadWatch none() {
        return new UploadWatch(event -> {}, new Cancellation());
    }
}
