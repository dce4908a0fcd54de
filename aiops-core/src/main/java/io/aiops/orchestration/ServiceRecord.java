package io.aiops.orchestration;

import io.aiops.service.DesiredState;
import io.aiops.service.ServiceId;
import java.time.Instant;
import java.util.Optional;

/**
 * A service as it is stored.
 *
 * @param id its id
 * @param name its name for people
 * @param platformId the platform that runs it
 * @param desired what was asked for
 * @param current the release that serves, or would if it were started
 * @param createdAt when it was first deployed
 * @param updatedAt when anything of this last changed
 */
public record ServiceRecord(
        ServiceId id,
        String name,
        String platformId,
        DesiredState desired,
        Optional<Release> current,
        Instant createdAt,
        Instant updatedAt) {}
