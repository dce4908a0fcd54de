package io.aiops.gitea.connection;

import java.util.Optional;

/** What is known of the largest body that gets through to a server. */
public sealed interface BodyLimit {

    /**
     * Somebody limits it.
     *
     * @param bytes the largest body that was let through; a little more may be
     * @param proxy who refused, where it says its name
     */
    record Limited(long bytes, Optional<String> proxy) implements BodyLimit {}

    /** Nobody limits it below 4 GiB. */
    record Unlimited() implements BodyLimit {}

    /**
     * It cannot be told without sending.
     *
     * @param why the reason
     */
    record Unknown(String why) implements BodyLimit {}
}
