package io.aiops.service;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * How a process ended.
 *
 * @param code its exit code, where it ended by itself and the backend could see it
 * @param signal the signal that ended it, where it was one
 * @param outOfMemory whether it was ended for using too much memory
 * @param expected whether somebody had asked for it
 * @param at when, by the backend's observation
 */
public record ExitInfo(OptionalInt code, OptionalInt signal, boolean outOfMemory, boolean expected, Instant at) {

    /** An end by itself with a code. */
    public static ExitInfo code(int code, Instant at) {
        return new ExitInfo(OptionalInt.of(code), OptionalInt.empty(), false, false, at);
    }

    /** An end by a signal. */
    public static ExitInfo signal(int signal, Instant at) {
        return new ExitInfo(OptionalInt.empty(), OptionalInt.of(signal), false, false, at);
    }

    /** An end that nobody saw. */
    public static ExitInfo unobserved(Instant at) {
        return new ExitInfo(OptionalInt.empty(), OptionalInt.empty(), false, false, at);
    }

    /** The same end, but asked for. */
    public ExitInfo asExpected() {
        return new ExitInfo(code, signal, outOfMemory, true, at);
    }

    /** In words for people: {@code exit code 3}, {@code signal 9}, {@code out of memory}. */
    public String inWords() {
        if (outOfMemory) {
            return "out of memory";
        }
        if (code.isPresent()) {
            return "exit code " + code.getAsInt();
        }
        return signal.isPresent() ? "signal " + signal.getAsInt() : "an exit that nobody saw";
    }
}
