package io.aiops.runtime;

/** What a backend may or may not be able to do. One that is missing is refused by name when a workload is validated. */
public enum Capability {
    /** Pushes changes instead of being polled. */
    EVENTS,
    /** Reports the exit code of a process that ended. */
    EXIT_CODE,
    /** Enforces {@code resources.memory}. */
    MEMORY_LIMIT,
    /** Enforces {@code resources.cpus}. */
    CPU_LIMIT,
    /** Hands out graphics processors. */
    GPU,
    /** Runs a workload as another user of the host. */
    USER,
    /** Runs more than one replica of a workload. */
    REPLICAS,
    /** Runs an image instead of a command in a folder. */
    IMAGE,
    /** Its workloads live on while the backend itself is restarted. */
    SURVIVES_BACKEND_RESTART
}
