package io.aiops.testkit.runtime;

/** What tests can do to some backends only. */
public enum Power {
    /** Kill the part that keeps a workload alive. */
    KILL_BACKEND,
    /** Make the backend unreachable for a while. */
    CUT_BACKEND,
    /** Make the backend's memory point to a process that it did not start. */
    FORGE_PROCESS,
    /** Take from a runtime the power to end a process. */
    POWERLESS
}
