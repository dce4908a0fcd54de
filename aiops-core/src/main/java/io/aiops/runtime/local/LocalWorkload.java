package io.aiops.runtime.local;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.runtime.Adoption;
import io.aiops.runtime.WorkloadStatus;
import io.aiops.service.ExitInfo;
import io.aiops.service.StopSpec;
import io.aiops.service.WorkloadId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** One workload and its replicas. One change at a time; status at any time. */
final class LocalWorkload {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Definition definition;
    private final WorkloadId id;
    private final List<Replica> replicas;
    private final ProcessTree tree;
    private final Signals signals;
    private final ProcessTable table;
    private final BootClock clock;
    private final ReentrantLock lock = new ReentrantLock(true);
    private volatile boolean stopping;
    private volatile boolean removed;
    private volatile Duration stopLimit = Duration.ZERO;

    LocalWorkload(Definition definition, List<Replica> replicas, ProcessTable table, Signals signals, BootClock clock) {
        this.definition = definition;
        this.id = definition.workloadId();
        this.replicas = List.copyOf(replicas);
        this.tree = new ProcessTree(table, definition.token());
        this.signals = signals;
        this.table = table;
        this.clock = clock;
    }

    Definition definition() {
        return definition;
    }

    WorkloadStatus status(BootClock.Moment moment) {
        return new WorkloadStatus(
                id,
                definition.specHash(),
                replicas.stream()
                        .map(replica -> replica.status(stopping, moment))
                        .toList());
    }

    /** Whether something was written to a journal, or a stop began, since the last call; asks nothing but sizes. */
    boolean takeNews() {
        boolean news = stopping;
        for (Replica replica : replicas) {
            news |= replica.takeNews();
        }
        return news;
    }

    boolean isAlive() {
        return replicas.stream().anyMatch(Replica::isAlive);
    }

    /** Whether it was removed or replaced; then it is an empty shell. */
    boolean isRemoved() {
        return removed;
    }

    /** Runs an action while nobody else changes this workload. */
    <T> T exclusively(Action<T> action) {
        Duration limit = PATIENCE.plus(stopLimit);
        try {
            if (!lock.tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AiOpsException(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "workload " + definition.id() + " was busy with another operation for " + limit.toSeconds()
                                + " s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AiOpsException(
                    ErrorCode.CANCELLED, "interrupted while waiting for workload " + definition.id(), interrupted);
        }
        try {
            return action.run();
        } catch (IOException failed) {
            throw StateFolder.failed("the state of workload " + definition.id() + " cannot be changed", failed);
        } finally {
            lock.unlock();
        }
    }

    /** Something to do with the disk. */
    @FunctionalInterface
    interface Action<T> {
        T run() throws IOException;
    }

    /** Marks it as replaced or removed; the caller is inside {@link #exclusively}. */
    void retire() {
        removed = true;
    }

    void start() {
        exclusively(() -> {
            requirePresent();
            for (Replica replica : replicas) {
                replica.allowStart();
            }
            List<Replica> missing =
                    replicas.stream().filter(replica -> !replica.isAlive()).toList();
            for (Replica replica : missing) {
                sweep(replica);
                prepare(replicas.indexOf(replica));
            }
            startAll(missing);
            return missing;
        });
    }

    private void prepare(int index) throws IOException {
        createLogFolder(definition.stdoutOf(index));
        createLogFolder(definition.stderrOf(index));
        PortProbe.requireFree(id, definition.endpoint(index));
    }

    private void startAll(List<Replica> missing) throws IOException {
        for (Replica replica : missing) {
            try {
                replica.start();
            } catch (IOException refused) {
                end(new StopSpec("KILL", Duration.ZERO));
                throw new AiOpsException(
                        ErrorCode.START_FAILED,
                        "workload " + definition.id() + " could not be started: " + refused.getMessage(),
                        refused);
            }
        }
    }

    /** Ends what a replica left behind whose keeper was killed, a process that was just being started among it. */
    private void sweep(Replica replica) {
        if (replica.endedInOrder()) {
            return;
        }
        ProcessTree own = new ProcessTree(table, replica.token());
        new TreeStop(known -> own.members(Set.of(), known), Set::of, Set::of, signals, table)
                .run(id, new StopSpec("KILL", Duration.ZERO));
    }

    private void requirePresent() {
        if (removed) {
            throw new AiOpsException(ErrorCode.WORKLOAD_NOT_FOUND, "workload " + definition.id() + " was removed");
        }
    }

    private static void createLogFolder(Path log) throws IOException {
        Path folder = log.getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }

    ExitInfo stop(StopSpec how) {
        stopLimit = how.grace();
        return exclusively(() -> {
            if (!removed) {
                end(how);
            }
            return Stream.ofNullable(replicas.get(0).exit().orElse(null))
                    .findFirst()
                    .orElseGet(() -> ExitInfo.unobserved(clock.moment().now()));
        });
    }

    /** Ends every process; the caller is inside {@link #exclusively}. */
    void end(StopSpec how) throws IOException {
        TreeStop ending = new TreeStop(this::members, this::keepers, this::processes, signals, table);
        boolean ended = replicas.stream().allMatch(Replica::endedInOrder);
        if (ended && !isAlive() && ending.isNothingLeft()) {
            // What ended by itself stays as it ended; what lost its keeper in the middle must not be given another.
            return;
        }
        stopping = true;
        try {
            for (Replica replica : replicas) {
                replica.forbidStart();
            }
            ending.run(id, how);
            for (Replica replica : replicas) {
                replica.settleStopped();
            }
        } finally {
            stopping = false;
        }
    }

    private Set<ProcessIdentity> keepers() {
        Set<ProcessIdentity> keepers = new HashSet<>();
        replicas.forEach(replica -> replica.keeper().ifPresent(keepers::add));
        return keepers;
    }

    private Set<ProcessIdentity> processes() {
        Set<ProcessIdentity> processes = new HashSet<>();
        replicas.forEach(replica -> replica.process().ifPresent(processes::add));
        return processes;
    }

    private List<ProcessIdentity> members(Set<ProcessIdentity> known) {
        Set<ProcessIdentity> proven = processes();
        proven.addAll(known);
        return tree.members(keepers(), proven);
    }

    /** Takes it up again after a restart of the platform. */
    Adoption adopt(String nonce) {
        return exclusively(() -> {
            if (removed) {
                return Adoption.GONE;
            }
            boolean unverifiable = false;
            boolean foreign = false;
            for (Replica replica : replicas) {
                Identification.Verdict verdict = replica.verdict();
                unverifiable |= verdict == Identification.Verdict.UNVERIFIABLE;
                foreign |= verdict == Identification.Verdict.FOREIGN;
            }
            if (foreign || unverifiable) {
                return foreign ? Adoption.FOREIGN : Adoption.UNVERIFIABLE;
            }
            if (!isAlive()) {
                return Adoption.GONE;
            }
            if (!nonce.isEmpty() && !nonce.equals(definition.nonce())) {
                return Adoption.FOREIGN;
            }
            for (Replica replica : replicas) {
                if (replica.process().isPresent()) {
                    replica.heal(false);
                }
            }
            return Adoption.ADOPTED;
        });
    }

    /** Replaces keepers that were killed; does nothing while another operation is under way. */
    void heal() throws IOException {
        if (replicas.stream().noneMatch(Replica::needsHealing) || !lock.tryLock()) {
            return;
        }
        try {
            if (removed || stopping) {
                return;
            }
            boolean launching = members(Set.of()).stream().anyMatch(this::isLaunching);
            for (Replica replica : replicas) {
                if (replica.needsHealing()) {
                    replica.heal(launching);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isLaunching(ProcessIdentity member) {
        return table.environment(member).has(KeeperStarter.TOKEN_VARIABLE + "=" + definition.token() + ".");
    }

    /** The log file of a replica. */
    Optional<Path> log(int replica, io.aiops.runtime.LogStream stream) {
        if (replica >= replicas.size()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (stream) {
                    case STDOUT -> definition.stdoutOf(replica);
                    case STDERR -> definition.stderrOf(replica);
                });
    }

    @Override
    public String toString() {
        return Objects.toString(definition.id());
    }
}
