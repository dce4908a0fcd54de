package io.aiops.runtime.local;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.StopSpec;
import io.aiops.service.WorkloadId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/** Ends a tree of processes: the signal to each, the grace, KILL, and a look that finds none. */
final class TreeStop {

    /** How long processes may take to disappear after KILL. */
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(5);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(100);
    private static final Duration WAKE_EVERY = Duration.ofMillis(200);

    private final Function<Set<ProcessIdentity>, List<ProcessIdentity>> members;
    private final Supplier<Set<ProcessIdentity>> keepers;
    private final Supplier<Set<ProcessIdentity>> processes;
    private final Signals signals;
    private final ProcessTable table;

    /**
     * @param members finds all members of the tree; is told those already known
     * @param keepers finds the living keepers, which end by themselves when all is gone
     * @param processes finds the living main processes
     */
    TreeStop(
            Function<Set<ProcessIdentity>, List<ProcessIdentity>> members,
            Supplier<Set<ProcessIdentity>> keepers,
            Supplier<Set<ProcessIdentity>> processes,
            Signals signals,
            ProcessTable table) {
        this.members = members;
        this.keepers = keepers;
        this.processes = processes;
        this.signals = signals;
        this.table = table;
    }

    boolean isNothingLeft() {
        return keepers.get().isEmpty() && members.apply(Set.of()).isEmpty();
    }

    /**
     * Returns when all are gone.
     *
     * @throws AiOpsException {@code STOP_TIMEOUT}, {@code CANCELLED}
     */
    void run(WorkloadId id, StopSpec how) {
        long begin = System.nanoTime();
        long killAt = begin + how.grace().toNanos();
        long giveUpAt = killAt + KILL_LIMIT.toNanos();
        long wakeAt = begin;
        Duration wait = SHORTEST_WAIT;
        Set<ProcessIdentity> known = new HashSet<>();
        Set<ProcessIdentity> told = new HashSet<>();
        boolean lookAround = true;
        while (true) {
            long now = System.nanoTime();
            boolean late = now - killAt >= 0;
            if (late || lookAround) {
                known.addAll(members.apply(known));
            }
            known.addAll(processes.get());
            known.removeIf(process -> !table.lives(process));
            Set<ProcessIdentity> keeping = keepers.get();
            if (known.isEmpty() && keeping.isEmpty()) {
                if (lookAround || late) {
                    return;
                }
                lookAround = true;
                continue;
            }
            lookAround = known.isEmpty();
            if (now - giveUpAt >= 0) {
                throw timeout(id, how, known.isEmpty() ? keeping : known);
            }
            if (late) {
                signals.send("KILL", known);
                if (known.isEmpty() && now - killAt > WAKE_EVERY.toNanos()) {
                    signals.send("KILL", keeping);
                }
            } else {
                Set<ProcessIdentity> untold = new HashSet<>(known);
                untold.removeAll(told);
                signals.send(how.signal(), untold);
                told.addAll(untold);
            }
            if (now - wakeAt >= 0) {
                signals.send("TERM", keeping);
                wakeAt = now + WAKE_EVERY.toNanos();
            }
            pause(id, wait);
            wait = wait.compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
        }
    }

    private static void pause(WorkloadId id, Duration wait) {
        LockSupport.parkNanos(TimeUnit.NANOSECONDS.convert(wait));
        if (Thread.currentThread().isInterrupted()) {
            throw new AiOpsException(ErrorCode.CANCELLED, "interrupted while workload " + id + " was being stopped");
        }
    }

    private static AiOpsException timeout(WorkloadId id, StopSpec how, Set<ProcessIdentity> survivors) {
        List<Long> pids = survivors.stream().map(ProcessIdentity::pid).sorted().toList();
        return new AiOpsException(
                        ErrorCode.STOP_TIMEOUT,
                        "workload " + id + " was not gone "
                                + how.grace().plus(KILL_LIMIT).toSeconds() + " s after " + how.signal()
                                + "; still there: " + pids)
                .with("survivors", pids);
    }
}
