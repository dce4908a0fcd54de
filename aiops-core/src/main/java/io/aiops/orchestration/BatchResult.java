package io.aiops.orchestration;

import io.aiops.error.AiOpsException;
import io.aiops.service.ServiceId;
import java.util.Optional;

/**
 * What became of one service of a batch.
 *
 * @param service which service
 * @param view the service afterwards; empty if it was deleted or is unknown
 * @param error why it failed
 */
public record BatchResult(ServiceId service, Optional<ServiceView> view, Optional<AiOpsException> error) {

    /** Whether it was done. */
    public boolean success() {
        return error.isEmpty();
    }
}
