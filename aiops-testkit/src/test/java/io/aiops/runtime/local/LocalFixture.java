package io.aiops.runtime.local;

import io.aiops.runtime.RuntimeContext;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.service.WorkloadId;
import io.aiops.testkit.runtime.Power;
import io.aiops.testkit.runtime.RuntimeFixture;
import io.aiops.testkit.service.HostProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** What the contract suite does to the local runtime. */
public class LocalFixture implements RuntimeFixture {

    /** Made by the suite, also in another JVM. */
    public LocalFixture() {}

    @Override
    public ServiceRuntime open(RuntimeContext context) {
        return new LocalRuntimeProvider().create(context);
    }

    @Override
    public Optional<String> lack(Power power) {
        return switch (power) {
            case KILL_BACKEND, FORGE_PROCESS, POWERLESS -> Optional.empty();
            case CUT_BACKEND -> Optional.of("its backend is the kernel, which always answers");
        };
    }

    private static Path journal(RuntimeContext context, WorkloadId id) {
        return context.stateDirectory("local")
                .resolve(id.toString())
                .resolve("0")
                .resolve("journal");
    }

    private static JournalState state(RuntimeContext context, WorkloadId id) {
        return new Journal(journal(context, id)).read();
    }

    @Override
    public void killBackend(RuntimeContext context, WorkloadId id) {
        ProcessIdentity keeper =
                java.util.Objects.requireNonNull(state(context, id).keeper());
        ProcessHandle.of(keeper.pid()).orElseThrow().destroyForcibly();
        Awaitility.await().until(() -> !HostProcesses.isAlive(keeper.pid()));
    }

    @Override
    public void forge(RuntimeContext context, WorkloadId id, long pid, Optional<Long> born) {
        JournalState state = state(context, id);
        ProcessTable table = new ProcessTable();
        long birth = born.orElseGet(
                () -> table.find(pid).map(stat -> stat.identity().born()).orElse(0L));
        // The true service lives on with its keeper; what the platform remembers of it is another process.
        String line = "started " + state.attempt() + " " + pid + " " + birth;
        try {
            Files.writeString(journal(context, id), "\n" + line + " ;\n", StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public ServiceRuntime openPowerless(RuntimeContext context) {
        return LocalProcessRuntime.open(context, new ProcessTable(), (signal, targets) -> {});
    }

    @Override
    public List<String> traces(RuntimeContext context, WorkloadId id) {
        try (Stream<Path> files = Files.walk(context.stateDirectory("local"))) {
            return files.map(Path::toString)
                    .filter(name -> name.contains(id.toString()))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
