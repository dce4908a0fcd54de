package io.aiops.runtime.local;

import io.aiops.runtime.RuntimeContext;
import io.aiops.runtime.ServiceRuntime;
import java.util.Optional;

/** The local runtime on a host without Perl. */
public final class PythonLaunchedFixture extends LocalFixture {

    /** Made by the suite, also in another JVM. */
    public PythonLaunchedFixture() {}

    @Override
    public ServiceRuntime open(RuntimeContext context) {
        return super.open(new RuntimeContext(
                context.platformId(),
                context.home(),
                context.clock(),
                key -> key.equals("local.launcher") ? Optional.of("python") : Optional.empty()));
    }
}
