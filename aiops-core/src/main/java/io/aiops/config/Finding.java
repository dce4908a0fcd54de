package io.aiops.config;

import io.aiops.config.ConfigExplanation.Outcome;
import java.util.Optional;

/**
 * What one layer says of one value.
 *
 * @param outcome {@code WINS} if it has one that may count
 * @param hit the value that may count
 * @param reason why there is none, or what is special about it; may be empty
 */
record Finding(Outcome outcome, Optional<Hit> hit, String reason) {

    static final Finding ABSENT = new Finding(Outcome.ABSENT, Optional.empty(), "");

    static Finding of(Hit hit) {
        return new Finding(Outcome.WINS, Optional.of(hit), "");
    }

    static Finding none(Outcome outcome, String reason) {
        return new Finding(outcome, Optional.empty(), reason);
    }
}
