package io.aiops.algorithm;

import java.util.Optional;

/**
 * An algorithm that is registered together with a version and its repository.
 *
 * @param id its id
 * @param said what is said of it; what is not said stays as it is
 * @param version the version
 * @param link where its code is
 */
public record Registration(
        AlgorithmId id, AlgorithmChange said, AlgorithmVersion version, Optional<RepositoryLink> link) {

    /** Checks that all parts are about one algorithm. */
    public Registration {
        if (!version.algorithm().equals(id)
                || !link.map(where -> where.algorithm().equals(id)).orElse(true)) {
            throw new IllegalArgumentException("all parts of a registration must be about algorithm " + id);
        }
    }
}
