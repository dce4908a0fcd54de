package io.aiops.runtime;

import io.aiops.service.WorkloadId;

/**
 * How a runtime finds a workload again, also after the platform was restarted. Stored by the caller, read only by the
 * runtime that made it.
 *
 * @param runtime the name of the runtime
 * @param workload the workload
 * @param version the version of the state's format
 * @param state what the runtime needs to know; holds no secret
 */
public record RuntimeHandle(String runtime, WorkloadId workload, int version, String state) {}
