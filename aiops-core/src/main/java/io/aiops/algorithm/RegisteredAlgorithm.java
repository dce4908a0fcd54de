package io.aiops.algorithm;

import java.util.Optional;

/**
 * What a registration left.
 *
 * @param algorithm the algorithm
 * @param version the version; of an earlier registration if it was there already
 * @param link where its code is
 * @param created whether the algorithm is new
 */
public record RegisteredAlgorithm(
        Algorithm algorithm, AlgorithmVersion version, Optional<RepositoryLink> link, boolean created) {}
