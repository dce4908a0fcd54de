package io.aiops.algorithm;

import io.aiops.error.AiOpsException;
import java.util.Optional;

/**
 * What shall be different; what is not said stays.
 *
 * @param name a name for people
 * @param description what it does
 * @param category the kind of task that it is for
 * @param status whether it is offered
 */
public record AlgorithmChange(
        Optional<String> name,
        Optional<String> description,
        Optional<String> category,
        Optional<AlgorithmStatus> status) {

    /**
     * Judges the texts.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} naming every wrong field in the detail {@code errors}
     */
    public void check() {
        Texts texts = new Texts();
        judge(texts);
        texts.throwIfAny();
    }

    void judge(Texts texts) {
        name.ifPresent(text -> texts.name("name", text, Algorithm.MOST_NAME));
        description.ifPresent(text -> texts.text("description", text, Algorithm.MOST_DESCRIPTION));
        category.ifPresent(text -> texts.line("category", text, Algorithm.MOST_CATEGORY));
    }
}
