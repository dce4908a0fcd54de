package io.aiops.algorithm;

import java.time.Instant;

/**
 * One version of an algorithm; the same version is the same code for ever.
 *
 * @param algorithm whose version
 * @param version its name, such as {@code 1.2.0}, or the beginning of a commit
 * @param revision the code: a whole commit, or the hash of an archive
 * @param description what is new; may be empty
 * @param status whether it is offered
 * @param createdBy who registered it
 * @param createdAt when
 */
public record AlgorithmVersion(
        AlgorithmId algorithm,
        String version,
        String revision,
        String description,
        AlgorithmStatus status,
        String createdBy,
        Instant createdAt) {

    /**
     * Checks the texts.
     *
     * @throws io.aiops.error.AiOpsException {@code INVALID_REQUEST} naming everything that is wrong
     */
    public AlgorithmVersion {
        Texts texts = new Texts();
        texts.name("version", version, 100);
        texts.line("revision", revision, 200);
        texts.text("description", description, Algorithm.MOST_DESCRIPTION);
        texts.throwIfAny();
    }
}
