package io.aiops.runtime;

/**
 * Whether a backend answers.
 *
 * @param state up, degraded or down
 * @param reason why it is not up, in words an operator can act on; empty when up
 */
public record RuntimeHealth(State state, String reason) {

    /** A backend that answers and does all it should. */
    public static final RuntimeHealth UP = new RuntimeHealth(State.UP, "");

    /** A backend that does not answer. */
    public static RuntimeHealth down(String reason) {
        return new RuntimeHealth(State.DOWN, reason);
    }

    /** A backend that answers but cannot do everything. */
    public static RuntimeHealth degraded(String reason) {
        return new RuntimeHealth(State.DEGRADED, reason);
    }

    /** How well a backend does. */
    public enum State {
        /** Answers and works. */
        UP,
        /** Answers, but something needs a look. */
        DEGRADED,
        /** Does not answer. */
        DOWN
    }
}
