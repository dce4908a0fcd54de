package io.aiops.orchestration;

import io.aiops.error.AiOpsException;
import io.aiops.service.ServiceId;
import java.time.Duration;

/** Makes work on one service serial, across threads and across platforms on the same database. */
public interface ServiceLocks {

    /**
     * Takes the lock of a service, waiting no longer than {@code patience}. Given up by itself when the holder dies.
     *
     * @throws AiOpsException {@code SERVICE_BUSY}
     */
    Held lock(ServiceId service, Duration patience);

    /** A lock that is held; closing it gives it back. Not reentrant. */
    @FunctionalInterface
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
