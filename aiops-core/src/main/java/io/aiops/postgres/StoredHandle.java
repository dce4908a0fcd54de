package io.aiops.postgres;

import io.aiops.runtime.RuntimeHandle;
import io.aiops.service.WorkloadId;

/** The JSON of a runtime's handle. */
record StoredHandle(String runtime, String workload, int version, String state) {

    static StoredHandle of(RuntimeHandle handle) {
        return new StoredHandle(handle.runtime(), handle.workload().toString(), handle.version(), handle.state());
    }

    RuntimeHandle toHandle() {
        return new RuntimeHandle(runtime, WorkloadId.parse(workload), version, state);
    }
}
