package io.aiops.app.algorithms;

import io.aiops.algorithm.Algorithm;
import io.aiops.algorithm.RepositoryLink;
import io.aiops.service.ServiceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything about one algorithm but its versions. */
record AlgorithmDetails(
        String algorithmId,
        String name,
        String description,
        String category,
        String status,
        String createdBy,
        Instant createdAt,
        Instant updatedAt,
        @Nullable RepositoryDocument repository,
        List<String> services) {

    static AlgorithmDetails of(Algorithm algorithm, Optional<RepositoryLink> link, List<ServiceId> services) {
        return new AlgorithmDetails(
                algorithm.id().value(),
                algorithm.name(),
                algorithm.description(),
                algorithm.category(),
                algorithm.status().word(),
                algorithm.createdBy(),
                algorithm.createdAt(),
                algorithm.updatedAt(),
                link.map(RepositoryDocument::of).orElse(null),
                services.stream().map(ServiceId::value).toList());
    }
}
