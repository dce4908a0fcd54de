package io.aiops.algorithm;

import io.aiops.error.AiOpsException;
import java.util.Optional;

/**
 * What somebody says of an algorithm; nothing is judged before {@link #check}.
 *
 * @param id the id that it shall have
 * @param name its name for people; the id, or the name that it has, if not said
 * @param description what it does; empty, or what it has, if not said
 * @param category the kind of task that it is for; empty, or what it has, if not said
 */
public record AlgorithmDraft(
        String id, Optional<String> name, Optional<String> description, Optional<String> category) {

    /** An algorithm of which nothing but its id is said. */
    public static AlgorithmDraft of(String id) {
        return new AlgorithmDraft(id, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * The checked id.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} naming every wrong field in the detail {@code errors}
     */
    public AlgorithmId check() {
        Texts texts = new Texts();
        if (!AlgorithmId.isAllowed(id)) {
            texts.fault("algorithm_id", "must be " + AlgorithmId.GRAMMAR);
        }
        new AlgorithmChange(name, description, category, Optional.empty()).judge(texts);
        texts.throwIfAny();
        return AlgorithmId.of(id);
    }

    /** What it says beside the id. */
    public AlgorithmChange change() {
        return new AlgorithmChange(name, description, category, Optional.empty());
    }
}
