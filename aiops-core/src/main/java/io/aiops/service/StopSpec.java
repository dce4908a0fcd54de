package io.aiops.service;

import java.time.Duration;
import java.util.Set;

/**
 * How to end a workload: a signal to its whole process tree, a time of grace, then KILL.
 *
 * @param signal {@code TERM}, {@code INT}, {@code QUIT}, {@code HUP}, {@code USR1}, {@code USR2} or {@code KILL}
 * @param grace how long the tree may take before KILL
 */
public record StopSpec(String signal, Duration grace) {

    private static final Set<String> SIGNALS = Set.of("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "KILL");

    /** TERM, then KILL after 10 s. */
    public static final StopSpec DEFAULT = new StopSpec("TERM", Duration.ofSeconds(10));

    /** Checks the signal's name and the grace. */
    public StopSpec {
        if (!SIGNALS.contains(signal)) {
            throw new IllegalArgumentException(
                    "stop signal must be one of " + SIGNALS.stream().sorted().toList() + ", not " + signal);
        }
        Durations.requireNotNegative("stop grace", grace);
    }
}
