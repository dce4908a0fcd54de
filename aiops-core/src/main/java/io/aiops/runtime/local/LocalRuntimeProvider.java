package io.aiops.runtime.local;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.runtime.RuntimeContext;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.runtime.ServiceRuntimeProvider;

/**
 * Makes runtimes that run workloads as processes of this Linux host. The setting {@code local.launcher} says what starts
 * them: {@code perl}, {@code python}, or {@code auto} for the first that is there.
 */
public final class LocalRuntimeProvider implements ServiceRuntimeProvider {

    /** The name of this runtime. */
    public static final String NAME = "local";

    /** Found by {@link java.util.ServiceLoader}. */
    public LocalRuntimeProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ServiceRuntime create(RuntimeContext context) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw new AiOpsException(
                    ErrorCode.UNSUPPORTED,
                    "the local runtime needs Linux; run in a Linux container, or choose another runtime");
        }
        ProcessTable table = new ProcessTable();
        return LocalProcessRuntime.open(context, table, new HostSignals(table));
    }
}
