package io.aiops.runtime.local;

import io.aiops.runtime.ReplicaStatus;
import io.aiops.service.ExitInfo;
import io.aiops.service.RestartPolicy;
import io.aiops.service.ServiceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One replica: its folder, its keeper and its process. Status may be asked by any thread; whoever changes it holds the lock
 * of its workload.
 */
final class Replica {

    private static final int LARGEST_SIGNAL = 64;
    private static final int SIGNAL_BASE = 128;
    private static final int STILLBORN_LIMIT = 3;

    private final Path folder;
    private final Definition definition;
    private final int index;
    private final ProcessTable table;
    private final Identification identification;
    private final BootClock clock;
    private final KeeperStarter keepers;
    private final Journal journal;
    private final String boot;

    /** The keeper that this object started, also before that has written its first line. */
    private volatile @Nullable ProcessIdentity started;

    /** The keeper and the process that were proven ours last; a proof holds as long as the process lives. */
    private volatile @Nullable ProcessIdentity provenKeeper;

    private volatile @Nullable ProcessIdentity provenProcess;

    /** Whether this object has seen its keeper alive, so that a dead one is this platform's to replace. */
    private volatile boolean supervised;

    /** How many keepers in a row died before their first line; only changed under the workload's lock. */
    private int stillborn;

    Replica(Path folder, Definition definition, int index, ProcessTable table, BootClock clock, KeeperStarter keepers) {
        this.folder = folder;
        this.definition = definition;
        this.index = index;
        this.table = table;
        this.identification = new Identification(table);
        this.clock = clock;
        this.keepers = keepers;
        this.journal = new Journal(folder.resolve("journal"));
        this.boot = table.bootId();
    }

    /** Whether its journal changed since the last call. */
    boolean takeNews() {
        return journal.takeNews();
    }

    /** The keeper, if one lives and is ours. */
    Optional<ProcessIdentity> keeper() {
        ProcessIdentity own = started;
        if (own != null && table.lives(own)) {
            // Proven by its birth; between its fork and its exec it carries no token yet.
            supervised = true;
            return Optional.of(own);
        }
        JournalState state = journal.read();
        ProcessIdentity recorded = state.keeper();
        if (recorded == null || !state.boot().equals(boot) || !isProven(recorded)) {
            return Optional.empty();
        }
        supervised = true;
        return Optional.of(recorded);
    }

    private boolean isProven(ProcessIdentity keeper) {
        if (keeper.equals(provenKeeper)) {
            return table.lives(keeper);
        }
        boolean ours = identification.isKeeper(keeper, definition.token(index));
        if (ours) {
            provenKeeper = keeper;
        }
        return ours;
    }

    /** Whose the recorded process is. */
    Identification.Verdict verdict() {
        return verdict(journal.read());
    }

    private Identification.Verdict verdict(JournalState state) {
        ProcessIdentity recorded = state.process();
        if (state.phase() != JournalState.Phase.STARTED
                || recorded == null
                || !state.boot().equals(boot)) {
            return Identification.Verdict.GONE;
        }
        if (recorded.equals(provenProcess)) {
            return table.lives(recorded) ? Identification.Verdict.OURS : Identification.Verdict.GONE;
        }
        Identification.Verdict verdict = identification.process(
                recorded,
                definition.token(index),
                keeper().orElse(null),
                List.of(definition.stdoutOf(index), definition.stderrOf(index)));
        if (verdict == Identification.Verdict.OURS) {
            provenProcess = recorded;
        }
        return verdict;
    }

    /** The process, if it lives and is proven ours. */
    Optional<ProcessIdentity> process() {
        return process(journal.read());
    }

    private Optional<ProcessIdentity> process(JournalState state) {
        return verdict(state) == Identification.Verdict.OURS ? Optional.ofNullable(state.process()) : Optional.empty();
    }

    /** Whether a keeper or a process of it lives, so that it runs or will again. */
    boolean isAlive() {
        return keeper().isPresent() || process().isPresent();
    }

    /** Begins anew with a keeper of its own; only when neither a keeper nor a process lives. */
    void start() throws IOException {
        boolean clean = journal.read().phase() == JournalState.Phase.STOPPED
                || journal.read().equals(JournalState.EMPTY);
        Files.deleteIfExists(folder.resolve("noexec"));
        journal.clear();
        supervised = true;
        stillborn = 0;
        started = keepers.start(folder, definition, index, 1, !clean);
    }

    /** Whether its keeper ended by itself, or it never had one; then nothing is in the middle of being started. */
    boolean endedInOrder() {
        JournalState.Phase phase = journal.read().phase();
        return phase.isFinal() || (phase == JournalState.Phase.NONE && started == null);
    }

    /** What proves a process to be of this replica. */
    String token() {
        return definition.token(index);
    }

    /** Takes back {@link #forbidStart}, which a stop that did not succeed leaves behind. */
    void allowStart() throws IOException {
        Files.deleteIfExists(folder.resolve("stop"));
    }

    /** Asks the keeper to start nothing any more. */
    void forbidStart() throws IOException {
        Path marker = folder.resolve("stop");
        if (!Files.exists(marker)) {
            Files.createFile(marker);
        }
    }

    /** Writes down what a keeper would have, after all of it is gone. */
    void settleStopped() throws IOException {
        started = null;
        supervised = false;
        JournalState state = journal.read();
        if (state.phase().isFinal()) {
            return;
        }
        settleExit(state);
        journal.write("stopped " + state.attempt() + " " + clock.moment().sinceBoot());
    }

    private void settleExit(JournalState state) throws IOException {
        if (state.phase() == JournalState.Phase.STARTED) {
            journal.write("exited " + state.attempt() + " ? 0 " + clock.moment().sinceBoot());
        }
    }

    /**
     * Gives the replica a keeper again when its own was killed: one that watches the process if that lives, else one that
     * starts it again, where that is this platform's to do and its policy says so.
     *
     * @param launching whether a process of it is just being started
     */
    void heal(boolean launching) throws IOException {
        JournalState state = journal.read();
        if (state.phase().isFinal() || keeper().isPresent()) {
            return;
        }
        Optional<ProcessIdentity> process = process();
        if (process.isPresent()) {
            started = keepers.attach(folder, definition, index, state.attempt(), process.get());
            supervised = true;
            return;
        }
        if (!supervised || launching || verdict() != Identification.Verdict.GONE) {
            return;
        }
        settleExit(state);
        if (state.phase() == JournalState.Phase.NONE) {
            retryStillborn();
        } else if (definition.mode() == RestartPolicy.Mode.NEVER) {
            journal.write("ended " + state.attempt() + " " + clock.moment().sinceBoot());
        } else {
            started = keepers.start(folder, definition, index, state.attempt() + 1, true);
        }
    }

    /** A keeper that was killed before it did anything is replaced; one that never gets that far is given up. */
    private void retryStillborn() throws IOException {
        stillborn++;
        if (stillborn > STILLBORN_LIMIT) {
            journal.write("fatal 0 " + clock.moment().sinceBoot());
        } else {
            started = keepers.start(folder, definition, index, 1, true);
        }
    }

    /** Whether its keeper is missing although something of it should be kept. */
    boolean needsHealing() {
        JournalState state = journal.read();
        boolean expected = state.phase() == JournalState.Phase.NONE
                ? started != null
                : !state.phase().isFinal();
        return expected && keeper().isEmpty() && (supervised || process().isPresent());
    }

    /** How it is at a moment; a healthy one costs one look at its journal's size and one at its process. */
    ReplicaStatus status(boolean stopping, BootClock.Moment moment) {
        JournalState journaled = journal.read();
        Optional<ProcessIdentity> process = process(journaled);
        ServiceState state = state(journaled, process, stopping, moment);
        Optional<ExitInfo> exit = exit(journaled, process.isPresent(), moment);
        return new ReplicaStatus(
                index,
                state,
                Optional.of(definition.endpoint(index)),
                process.map(identity -> OptionalLong.of(identity.pid())).orElse(OptionalLong.empty()),
                process.map(identity -> moment.instant(identity.born())),
                Math.max(0, journaled.attempt() - 1),
                exit,
                message(state, journaled, exit));
    }

    private ServiceState state(
            JournalState journaled, Optional<ProcessIdentity> process, boolean stopping, BootClock.Moment moment) {
        ServiceState seen = seenState(journaled, process, moment);
        return stopping && seen.isAlive() ? ServiceState.STOPPING : seen;
    }

    private ServiceState seenState(JournalState journaled, Optional<ProcessIdentity> process, BootClock.Moment moment) {
        return switch (journaled.phase()) {
            case STOPPED -> ServiceState.STOPPED;
            case ENDED -> ServiceState.EXITED;
            case FATAL -> ServiceState.FATAL;
            case NONE -> keeper().isPresent() ? ServiceState.STARTING : ServiceState.STOPPED;
            case KEPT -> keeper().isPresent() ? ServiceState.STARTING : withoutKeeper();
            case EXITED, BACKOFF -> keeper().isPresent() ? ServiceState.BACKOFF : withoutKeeper();
            case STARTED -> {
                if (process.isPresent()) {
                    long age = (moment.sinceBoot() - process.get().born()) * 10;
                    yield age < definition.startMillis() ? ServiceState.STARTING : ServiceState.RUNNING;
                }
                yield keeper().isPresent() ? ServiceState.BACKOFF : withoutKeeper();
            }
        };
    }

    private ServiceState withoutKeeper() {
        return supervised && definition.mode() != RestartPolicy.Mode.NEVER ? ServiceState.BACKOFF : ServiceState.EXITED;
    }

    /** How its last process ended. */
    Optional<ExitInfo> exit() {
        JournalState journaled = journal.read();
        return exit(journaled, process(journaled).isPresent(), clock.moment());
    }

    private Optional<ExitInfo> exit(JournalState journaled, boolean running, BootClock.Moment moment) {
        JournalState.Exit exit = journaled.exit();
        if (exit == null) {
            boolean lost = journaled.phase() == JournalState.Phase.STARTED && !running && keeper().isEmpty();
            return lost ? Optional.of(ExitInfo.unobserved(moment.now())) : Optional.empty();
        }
        Instant at = moment.instant(exit.at());
        ExitInfo info = exit.status()
                .map(status -> status > SIGNAL_BASE && status <= SIGNAL_BASE + LARGEST_SIGNAL
                        ? ExitInfo.signal(status - SIGNAL_BASE, at)
                        : ExitInfo.code(status, at))
                .orElse(ExitInfo.unobserved(at));
        return Optional.of(exit.expected() ? info.asExpected() : info);
    }

    private String message(ServiceState state, JournalState journaled, Optional<ExitInfo> exit) {
        return switch (state) {
            case STOPPED, STARTING, RUNNING, STOPPING, UNKNOWN -> "";
            case EXITED -> "ended with " + inWords(exit);
            case BACKOFF ->
                journaled.pause() > 0
                        ? "ended with " + inWords(exit) + "; starts again " + seconds(journaled.pause()) + " after that"
                        : "ended with " + inWords(exit) + "; starts again";
            case FATAL ->
                refusal()
                        .orElseGet(() -> "gave up after " + tries(journaled.attempt()) + "; the last ended with "
                                + inWords(exit));
        };
    }

    private static String inWords(Optional<ExitInfo> exit) {
        return exit.map(ExitInfo::inWords).orElse("an exit that nobody saw");
    }

    private static String tries(int attempts) {
        return attempts == 1 ? "1 try" : attempts + " tries";
    }

    private static String seconds(long hundredths) {
        return String.format(Locale.ROOT, "%.1f s", hundredths / 100.0);
    }

    private Optional<String> refusal() {
        try {
            return Optional.of(Files.readString(folder.resolve("noexec")).strip());
        } catch (IOException none) {
            return Optional.empty();
        }
    }
}
