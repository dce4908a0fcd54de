package io.aiops.app.algorithms;

import io.aiops.algorithm.Algorithm;
import java.time.Instant;

/** An algorithm as callers see it. */
record AlgorithmDocument(
        String algorithmId,
        String name,
        String description,
        String category,
        String status,
        String createdBy,
        Instant createdAt,
        Instant updatedAt) {

    static AlgorithmDocument of(Algorithm algorithm) {
        return new AlgorithmDocument(
                algorithm.id().value(),
                algorithm.name(),
                algorithm.description(),
                algorithm.category(),
                algorithm.status().word(),
                algorithm.createdBy(),
                algorithm.createdAt(),
                algorithm.updatedAt());
    }
}
