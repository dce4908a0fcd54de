package io.aiops.app.algorithms;

import io.aiops.algorithm.AlgorithmVersion;
import java.time.Instant;

/** A version of an algorithm as callers see it. */
record VersionDocument(
        String algorithmId,
        String version,
        String revision,
        String description,
        String status,
        String createdBy,
        Instant createdAt) {

    static VersionDocument of(AlgorithmVersion version) {
        return new VersionDocument(
                version.algorithm().value(),
                version.version(),
                version.revision(),
                version.description(),
                version.status().word(),
                version.createdBy(),
                version.createdAt());
    }
}
