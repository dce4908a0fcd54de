package io.aiops.runtime;

import io.aiops.error.AiOpsException;
import io.aiops.service.ExitInfo;
import io.aiops.service.StopSpec;
import io.aiops.service.WorkloadId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Holds workloads on one backend. A runtime knows nothing of services, groups, routes, ports or releases to come; it
 * keeps what it is given alive, also while the platform is dead, and tells what it sees.
 *
 * <p>All methods are thread-safe; calls for different workloads do not wait for each other. Every error is an
 * {@link AiOpsException}; besides the codes named at each method any may end with {@code BACKEND_UNAVAILABLE} or
 * {@code BACKEND_REJECTED}. Every implementation passes the contract suite of the test kit.
 */
public interface ServiceRuntime extends AutoCloseable {

    /** What the backend is and can do. Constant for the life of this object; makes no call. */
    RuntimeInfo info();

    /** Whether the backend answers within the given time. Never throws. */
    RuntimeHealth ping(Duration timeout);

    /** Everything that is wrong with a workload for this backend, at once. Pure: takes nothing, changes nothing. */
    List<SpecProblem> validate(Workload workload);

    /**
     * Creates the definition of a workload, or finds the equal one. Starts nothing.
     *
     * @return the handle to store before {@link #start} is called
     * @throws AiOpsException {@code INVALID_SPEC} with every problem; {@code WORKLOAD_CONFLICT} if the id exists with
     *     another {@linkplain Workload#specHash() hash} and is not stopped (a stopped one is replaced)
     */
    RuntimeHandle apply(Workload workload);

    /**
     * Asks the backend to run the workload. Returns when the backend has accepted; that it runs is observed, not returned.
     * A workload that runs or starts already is left alone; one that is being stopped is started after it has stopped.
     *
     * @throws AiOpsException {@code WORKLOAD_NOT_FOUND}; {@code START_FAILED} if the backend refuses at once
     */
    void start(RuntimeHandle handle);

    /**
     * Ends every process of the workload: the signal to the whole tree, the grace, then KILL. Returns when all of them are
     * gone. A workload that does not run, or does not exist, is left as it is.
     *
     * @return how the main process of the first replica ended
     * @throws AiOpsException {@code STOP_TIMEOUT} with the {@code survivors}
     */
    ExitInfo stop(RuntimeHandle handle, StopSpec stop);

    /**
     * Stops the workload if it runs, and removes its definition; no process, file or container of it stays, its log files
     * excepted. Idempotent.
     *
     * @throws AiOpsException {@code STOP_TIMEOUT}
     */
    void remove(RuntimeHandle handle);

    /** Everything this platform owns on the backend, in one call to it. Bounded in time; asks no service anything. */
    Map<WorkloadId, WorkloadStatus> statuses();

    /** The handle of a workload that this platform owns on the backend, such as one whose handle was never stored. */
    Optional<RuntimeHandle> find(WorkloadId id);

    /**
     * Takes up a workload again after a restart of the platform. Signals and restarts nothing. Idempotent.
     */
    Adoption adopt(WorkloadId id, RuntimeHandle handle);

    /**
     * Reads a piece of a log, at most {@code maxBytes}; an empty piece means that there is nothing new.
     *
     * @throws AiOpsException {@code WORKLOAD_NOT_FOUND}; {@code INVALID_REQUEST} for a cursor that no slice gave
     */
    LogSlice readLog(RuntimeHandle handle, LogRequest what);

    /**
     * Calls the listener with the current state of every workload and then with every change, one call at a time, in
     * order. An exception of the listener is logged and ends nothing. Changes that follow each other faster than the
     * listener works may be merged; the last state always arrives.
     */
    Subscription watch(Consumer<RuntimeEvent> listener);

    /** Lets go of the backend: ends threads and connections. Never stops a workload. Idempotent. */
    @Override
    void close();
}
