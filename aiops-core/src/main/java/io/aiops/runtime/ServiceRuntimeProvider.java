package io.aiops.runtime;

import io.aiops.error.AiOpsException;

/** Makes runtimes of one kind; found by {@link java.util.ServiceLoader}. */
public interface ServiceRuntimeProvider {

    /** The name that {@code deployment.mode} or a service's {@code runtime} chooses it by. */
    String name();

    /**
     * Makes a runtime. Does not wait for a backend that is down.
     *
     * @throws AiOpsException {@code INVALID_SETTING}; {@code STATE_IN_USE} if another platform uses the same home
     */
    ServiceRuntime create(RuntimeContext context);
}
