package io.aiops.config;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a resolver is. Holds no secret.
 *
 * @param staleSince since when the store does not answer; empty while it does
 * @param position the state of the store that reads answer from; empty if it has not answered since the start, or there is
 *     none
 * @param invalid stored values that break the rules of their keys, and what counts instead
 * @param missing required keys without a value
 * @param unknownVariables variables that look like ours and belong to no key
 * @param disconnectedHints senders of hints that do not hear now; polling covers for them
 * @param troubledListeners listeners that are parked, or run for very long
 * @param alarms what needs a person, such as a store that went back to an earlier revision
 */
public record ConfigHealth(
        Optional<Instant> staleSince,
        Optional<StorePosition> position,
        List<String> invalid,
        List<String> missing,
        List<String> unknownVariables,
        List<String> disconnectedHints,
        List<String> troubledListeners,
        List<String> alarms) {

    /** Copies the lists. */
    public ConfigHealth {
        invalid = List.copyOf(invalid);
        missing = List.copyOf(missing);
        unknownVariables = List.copyOf(unknownVariables);
        disconnectedHints = List.copyOf(disconnectedHints);
        troubledListeners = List.copyOf(troubledListeners);
        alarms = List.copyOf(alarms);
    }

    /** One word for all of it. */
    public enum State {
        /** Nothing is wrong; unknown variables may be there. */
        OK,
        /** The store does not answer; reads go on with what was known last. */
        STALE,
        /** The store answers, and something else is wrong. */
        DEGRADED
    }

    /** One word for all of it. */
    public State state() {
        if (staleSince.isPresent()) {
            return State.STALE;
        }
        boolean fine = Stream.of(invalid, missing, disconnectedHints, troubledListeners, alarms)
                .allMatch(List::isEmpty);
        return fine ? State.OK : State.DEGRADED;
    }

    /** The last revision that was read; 0 for none. */
    public long revision() {
        return position.map(StorePosition::revision).orElse(0L);
    }

    /** Everything that is wrong, as sentences. */
    public List<String> problems() {
        return Stream.of(
                        invalid.stream(),
                        missing.stream().map(key -> key + " is required and has no value"),
                        unknownVariables.stream().map(name -> name + " belongs to no configuration key"),
                        disconnectedHints.stream().map(name -> name + " is not connected; polling covers for it"),
                        troubledListeners.stream(),
                        alarms.stream())
                .flatMap(problems -> problems)
                .toList();
    }
}
