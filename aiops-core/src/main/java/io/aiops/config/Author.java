package io.aiops.config;

import java.util.Optional;

/**
 * Who changes something, and why; kept in the history.
 *
 * @param name the person or program
 * @param reason why, as they say; empty if they do not
 * @param requestId a name of the request; of two commits with the same one, the second changes nothing
 */
public record Author(String name, String reason, Optional<String> requestId) {

    private static final int LONGEST = 1000;

    /** Cuts a reason that is too long. */
    public Author {
        reason = reason.length() > LONGEST ? reason.substring(0, LONGEST) : reason;
    }

    /** Somebody who gives no reason. */
    public static Author of(String name) {
        return new Author(name, "", Optional.empty());
    }

    /** The same with a reason. */
    public Author because(String why) {
        return new Author(name, why, requestId);
    }
}
