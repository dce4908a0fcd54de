package io.aiops.app.gateway;

import io.aiops.service.ServiceId;
import java.time.Duration;
import java.time.Instant;

/** Remembers who called which service, and what came of it. */
@FunctionalInterface
public interface CallRecorder {

    /** Remembers a call; a failure to do so is logged, since the caller has its answer. */
    void record(Call call);

    /**
     * A call.
     *
     * @param service the service
     * @param userId who called
     * @param at when
     * @param took how long
     * @param status what the service answered
     * @param requestBytes how much was sent, where it was known before
     */
    record Call(ServiceId service, String userId, Instant at, Duration took, int status, long requestBytes) {}
}
