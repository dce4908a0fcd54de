package io.aiops.orchestration;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One step of a deployment.
 *
 * @param name which step
 * @param state how far it is
 * @param startedAt when it began
 * @param finishedAt when it ended
 * @param message what it did or why it failed, in words
 * @param output the end of its output, at most {@link #MAX_OUTPUT} characters
 */
public record DeploymentStep(
        StepName name,
        State state,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<String> message,
        String output) {

    /** How much of a step's output is kept in its row. */
    public static final int MAX_OUTPUT = 8192;

    /** Cuts the output to its end. */
    public DeploymentStep {
        if (output.length() > MAX_OUTPUT) {
            output = output.substring(output.length() - MAX_OUTPUT);
        }
    }

    /** A step that has not begun. */
    public static DeploymentStep pending(StepName name) {
        return new DeploymentStep(name, State.PENDING, Optional.empty(), Optional.empty(), Optional.empty(), "");
    }

    /** How far a step is. */
    public enum State {
        /** Not begun. */
        PENDING,
        /** Under way. */
        RUNNING,
        /** Ended well. */
        DONE,
        /** Ended badly; the deployment with it. */
        FAILED,
        /** Not needed. */
        SKIPPED;

        /** The word used in the REST API and the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
