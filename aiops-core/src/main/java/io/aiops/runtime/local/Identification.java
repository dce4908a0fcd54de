package io.aiops.runtime.local;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proves whose a process is. Number, start time and boot must be the recorded ones in any case; then its environment must
 * carry the token, or, for a program that writes its title over its environment, something else that only ours has.
 */
final class Identification {

    /** What the proof found. */
    enum Verdict {
        /** It is the recorded process. */
        OURS,
        /** The recorded process no longer runs. */
        GONE,
        /** The recorded number and start time belong to somebody else's process. */
        FOREIGN,
        /** It cannot be told. */
        UNVERIFIABLE
    }

    private final ProcessTable table;

    Identification(ProcessTable table) {
        this.table = table;
    }

    /**
     * Judges a service's main process.
     *
     * @param keeper its keeper, if that is proven
     * @param logs the files that it was started to write to
     */
    Verdict process(ProcessIdentity recorded, String token, @Nullable ProcessIdentity keeper, List<Path> logs) {
        ProcessStat stat = table.find(recorded.pid()).orElse(null);
        if (recorded.pid() <= 1 || stat == null || !stat.identity().equals(recorded) || !stat.lives()) {
            return Verdict.GONE;
        }
        ProcessTable.Environment environment = table.environment(recorded);
        if (environment.has(LaunchFile.TOKEN_VARIABLE + "=" + token + ".")
                || environment.has(KeeperStarter.TOKEN_VARIABLE + "=" + token + "\0")) {
            return Verdict.OURS;
        }
        if (!table.lives(recorded)) {
            return Verdict.GONE;
        }
        boolean leadsSession = stat.session() == stat.pid();
        boolean keptByOurs = keeper != null && stat.parent() == keeper.pid();
        if (leadsSession && (keptByOurs || table.writesTo(recorded.pid(), logs))) {
            return Verdict.OURS;
        }
        return environment.readable() && environment.intact() ? Verdict.FOREIGN : Verdict.UNVERIFIABLE;
    }

    /** Whether a recorded keeper lives and is one of this replica. */
    boolean isKeeper(ProcessIdentity recorded, String token) {
        return recorded.pid() > 1
                && table.lives(recorded)
                && table.environment(recorded).has(KeeperStarter.TOKEN_VARIABLE + "=" + token + "\0");
    }
}
