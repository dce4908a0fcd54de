package io.aiops.runtime.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signals real processes of this host. */
final class HostSignals implements Signals {

    private static final Logger LOG = LoggerFactory.getLogger(HostSignals.class);
    private static final int SECONDS = 5;

    private final ProcessTable table;

    HostSignals(ProcessTable table) {
        this.table = table;
    }

    @Override
    public void send(String name, Collection<ProcessIdentity> targets) {
        List<ProcessIdentity> proven = targets.stream().filter(this::maySignal).toList();
        switch (name) {
            case "TERM" -> proven.forEach(target -> end(target, false));
            case "KILL" -> proven.forEach(target -> end(target, true));
            default -> kill(name, proven);
        }
    }

    /** Whether a process is there, is the one that is meant, and is nobody's whom no service can be. */
    boolean maySignal(ProcessIdentity target) {
        return target.pid() > 1 && target.pid() != ProcessHandle.current().pid() && table.lives(target);
    }

    private static void end(ProcessIdentity target, boolean forcibly) {
        ProcessHandle.of(target.pid()).ifPresent(handle -> {
            if (forcibly) {
                handle.destroyForcibly();
            } else {
                handle.destroy();
            }
        });
    }

    private static void kill(String name, List<ProcessIdentity> targets) {
        if (targets.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$0\" \"$@\"", name));
        targets.forEach(target -> command.add(Long.toString(target.pid())));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException refused) {
            LOG.warn("signal {} could not be sent to {}", name, targets, refused);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
