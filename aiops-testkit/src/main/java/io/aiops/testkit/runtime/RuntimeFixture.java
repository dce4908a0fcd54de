package io.aiops.testkit.runtime;

import io.aiops.runtime.RuntimeContext;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.runtime.Workload;
import io.aiops.service.WorkloadId;
import java.util.List;
import java.util.Optional;

/**
 * What the contract suite must be able to do with a backend. It has a public constructor without parameters, because some
 * tests make one in a second JVM. One fixture serves one test.
 */
public interface RuntimeFixture extends AutoCloseable {

    /** Makes a runtime for a home. */
    ServiceRuntime open(RuntimeContext context);

    /** Changes a workload of the suite, which names a command of this host, into one that the backend can run. */
    default Workload fit(Workload workload) {
        return workload;
    }

    /** Why this backend's tests cannot do something to it; empty when they can. */
    Optional<String> lack(Power power);

    /** {@link Power#KILL_BACKEND}: kills what keeps this workload, without a chance to tidy up. */
    default void killBackend(RuntimeContext context, WorkloadId id) {
        throw new UnsupportedOperationException(Power.KILL_BACKEND.name());
    }

    /** {@link Power#CUT_BACKEND}: makes the backend stop answering, until {@link #restore}. */
    default void cut(RuntimeContext context) {
        throw new UnsupportedOperationException(Power.CUT_BACKEND.name());
    }

    /** {@link Power#CUT_BACKEND}: makes the backend answer again. */
    default void restore(RuntimeContext context) {
        throw new UnsupportedOperationException(Power.CUT_BACKEND.name());
    }

    /**
     * {@link Power#FORGE_PROCESS}: makes the backend's memory of a running workload point to another process, while no
     * platform is alive.
     *
     * @param born the start time to remember for it; empty for its true one
     */
    default void forge(RuntimeContext context, WorkloadId id, long pid, Optional<Long> born) {
        throw new UnsupportedOperationException(Power.FORGE_PROCESS.name());
    }

    /** {@link Power#POWERLESS}: makes a runtime whose signals reach nobody. */
    default ServiceRuntime openPowerless(RuntimeContext context) {
        throw new UnsupportedOperationException(Power.POWERLESS.name());
    }

    /** Everything that the backend still holds of a workload: files, containers, programs; its log files excepted. */
    List<String> traces(RuntimeContext context, WorkloadId id);

    @Override
    default void close() {}
}
