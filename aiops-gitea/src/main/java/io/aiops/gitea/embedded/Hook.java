package io.aiops.gitea.embedded;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook of a repository.
 *
 * @param sealedSecret the key of its signatures, sealed, or null if it has none
 * @param sealedAuthorization the Authorization header of its deliveries, sealed, or null
 * @param branchFilter a glob over branch names; empty and {@code *} let everything through
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Hook(
        long id,
        String name,
        String url,
        @Nullable String sealedSecret,
        @Nullable String sealedAuthorization,
        List<String> events,
        String branchFilter,
        boolean active,
        Instant createdAt,
        Instant updatedAt) {

    Hook {
        events = List.copyOf(events);
    }

    boolean wants(String event) {
        return active && events.contains(event);
    }
}
