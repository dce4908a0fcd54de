package io.aiops.gitea.git;

import java.time.Duration;

/**
 * How long to wait.
 *
 * @param connect for a connection
 * @param idle for the next byte, while a body is under way in either direction
 * @param answer for the beginning of an answer, once the whole request was sent; a server checks a large pack meanwhile
 */
public record GitTimeouts(Duration connect, Duration idle, Duration answer) {

    /** 10 seconds, 1 minute, 10 minutes. */
    public static final GitTimeouts DEFAULT =
            new GitTimeouts(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(10));

    /** Checks that every wait has a length. */
    public GitTimeouts {
        if (isNothing(connect) || isNothing(idle) || isNothing(answer)) {
            throw new IllegalArgumentException("every time limit of git must be longer than nothing");
        }
    }

    private static boolean isNothing(Duration duration) {
        return duration.isZero() || duration.isNegative();
    }
}
