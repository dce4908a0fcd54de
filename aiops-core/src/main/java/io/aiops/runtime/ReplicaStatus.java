package io.aiops.runtime;

import io.aiops.service.Endpoint;
import io.aiops.service.ExitInfo;
import io.aiops.service.ServiceState;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One replica as the backend sees it now.
 *
 * @param index which replica, from 0
 * @param state its state
 * @param endpoint where it listens, as far as the backend knows
 * @param pid its process on this host, where there is one
 * @param startedAt when the present process began
 * @param restarts how many times the backend started it again since the last start by request
 * @param lastExit how its last process ended
 * @param message why it is in this state, in words; may be empty
 */
public record ReplicaStatus(
        int index,
        ServiceState state,
        Optional<Endpoint> endpoint,
        OptionalLong pid,
        Optional<Instant> startedAt,
        int restarts,
        Optional<ExitInfo> lastExit,
        String message) {}
