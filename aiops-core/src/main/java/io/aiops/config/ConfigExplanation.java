package io.aiops.config;

import java.util.List;
import java.util.Optional;

/**
 * Why a key has the value that it has: every layer that was asked, the strongest first. Holds no secret.
 *
 * @param key the name of the key
 * @param context for whom
 * @param steps every place that was looked at, in order
 * @param stale whether the store did not answer when it was last asked
 */
public record ConfigExplanation(String key, ConfigContext context, List<Step> steps, boolean stale) {

    /** Copies the steps. */
    public ConfigExplanation {
        steps = List.copyOf(steps);
    }

    /** The place whose value counts; empty when the key is unset. */
    public Optional<Step> winner() {
        return steps.stream().filter(step -> step.outcome() == Outcome.WINS).findFirst();
    }

    /** What came of looking at one place. */
    public enum Outcome {
        /** Its value counts. */
        WINS,
        /** It has a value, and a stronger one counts. */
        SHADOWED,
        /** It says nothing. */
        ABSENT,
        /** It has a value that is switched off. */
        DISABLED,
        /** Its value breaks the rules of the key and was passed over. */
        INVALID,
        /** The key may not be set there. */
        FORBIDDEN,
        /** The store has not answered since the start. */
        UNAVAILABLE
    }

    /**
     * One place.
     *
     * @param source the layer
     * @param scope whose values were looked at
     * @param tried the names under which they were looked for
     * @param outcome what came of it
     * @param shown its value, masked for a secret; empty if it has none
     * @param reason why, in words
     */
    public record Step(
            ConfigSource source,
            ConfigScope scope,
            List<String> tried,
            Outcome outcome,
            Optional<JsonValue> shown,
            String reason) {

        /** Copies the names. */
        public Step {
            tried = List.copyOf(tried);
        }
    }
}
