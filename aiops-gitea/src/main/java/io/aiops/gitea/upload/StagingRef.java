package io.aiops.gitea.upload;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.UUID;

/** Names of refs that hold what was sent until the commit is there. They are no branches, so nobody is told of them. */
final class StagingRef {

    static final String PREFIX = "refs/aiops/upload/";

    private static final Duration KEPT = Duration.ofDays(7);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private StagingRef() {}

    static String fresh(Clock clock) {
        return PREFIX + TIME.format(LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)) + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    /** Whether nobody will go on with it. */
    static boolean isLeftover(String ref, Instant now) {
        if (!ref.startsWith(PREFIX) || ref.length() < PREFIX.length() + 15) {
            return false;
        }
        try {
            Instant made = LocalDateTime.parse(ref.substring(PREFIX.length(), PREFIX.length() + 15), TIME)
                    .toInstant(ZoneOffset.UTC);
            return made.plus(KEPT).isBefore(now);
        } catch (DateTimeParseException foreign) {
            return false;
        }
    }
}
