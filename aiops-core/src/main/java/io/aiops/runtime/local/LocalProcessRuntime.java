package io.aiops.runtime.local;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.runtime.Adoption;
import io.aiops.runtime.Capability;
import io.aiops.runtime.LogRequest;
import io.aiops.runtime.LogSlice;
import io.aiops.runtime.LogStream;
import io.aiops.runtime.RuntimeContext;
import io.aiops.runtime.RuntimeEvent;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.runtime.RuntimeHealth;
import io.aiops.runtime.RuntimeInfo;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.runtime.SpecProblem;
import io.aiops.runtime.Subscription;
import io.aiops.runtime.Workload;
import io.aiops.runtime.WorkloadStatus;
import io.aiops.service.ExitInfo;
import io.aiops.service.StopSpec;
import io.aiops.service.WorkloadId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Workloads as processes of this host, each replica with a keeper process that outlives the JVM. */
final class LocalProcessRuntime implements ServiceRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(LocalProcessRuntime.class);
    private static final int HANDLE_VERSION = 1;
    private static final int TOKEN_BYTES = 16;
    private static final int NONCE_BYTES = 4;

    private final String platformId;
    private final RuntimeInfo info;
    private final WorkloadCheck check;
    private final ProcessTable table;
    private final Signals signals;
    private final BootClock clock;
    private final StateFolder state;
    private final KeeperStarter keepers;
    private final LogFiles logs;
    private final EventFeed events;
    private final Watch watch;
    private final SecureRandom random = new SecureRandom();
    private final Map<WorkloadId, LocalWorkload> workloads = new ConcurrentHashMap<>();

    /** Who defines or removes a workload holds the lock of its id. */
    private final Map<WorkloadId, Object> definitionLocks = new ConcurrentHashMap<>();

    /** How often a workload was defined or removed, and of that what the listeners were told. */
    private final AtomicInteger changes = new AtomicInteger();

    private final AtomicInteger published = new AtomicInteger();

    private final Set<String> logComplaints = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private LocalProcessRuntime(
            RuntimeContext context, ProcessTable table, Signals signals, StateFolder state, KeeperStarter keepers)
            throws IOException {
        this.platformId = context.platformId();
        this.info = new RuntimeInfo(LocalRuntimeProvider.NAME, "", capabilities());
        this.check = new WorkloadCheck(info.capabilities());
        this.table = table;
        this.signals = signals;
        this.clock = new BootClock(context.clock(), table);
        this.state = state;
        this.keepers = keepers;
        this.logs = new LogFiles(state.logs());
        this.events = new EventFeed("aiops-local", context.clock());
        this.watch = new Watch("aiops-local-watch", this::look, this::care);
    }

    /** Opens the runtime of a home and knows at once what it was given before. */
    static LocalProcessRuntime open(RuntimeContext context, ProcessTable table, Signals signals) {
        StateFolder state = StateFolder.open(
                context.stateDirectory(LocalRuntimeProvider.NAME)
                        .toAbsolutePath()
                        .normalize(),
                table);
        try {
            String language = context.settings().apply("local.launcher").orElse("auto");
            LocalProcessRuntime runtime = new LocalProcessRuntime(
                    context, table, signals, state, KeeperStarter.install(state.root(), language, table));
            runtime.load();
            runtime.watch.begin();
            return runtime;
        } catch (IOException failed) {
            state.close();
            throw StateFolder.failed("the state folder " + state.root() + " cannot be prepared", failed);
        } catch (RuntimeException refused) {
            state.close();
            throw refused;
        }
    }

    private static Set<Capability> capabilities() {
        Set<Capability> capabilities =
                EnumSet.of(Capability.EXIT_CODE, Capability.REPLICAS, Capability.SURVIVES_BACKEND_RESTART);
        if (isRoot() && KeeperStarter.program("setpriv").isPresent()) {
            capabilities.add(Capability.USER);
        }
        return capabilities;
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException unknown) {
            return false;
        }
    }

    private void load() throws IOException {
        for (WorkloadId id : state.ids()) {
            Optional<Definition> definition = state.read(id);
            if (definition.isPresent() && isOurs(id, definition.get())) {
                workloads.put(id, workload(definition.get()));
            }
        }
    }

    private boolean isOurs(WorkloadId id, Definition definition) throws IOException {
        return definition.owner().equals(platformId) && definition.folder().equals(StateFolder.key(state.folderOf(id)));
    }

    private LocalWorkload workload(Definition definition) {
        List<Replica> replicas = new ArrayList<>();
        for (int index = 0; index < definition.replicas(); index++) {
            replicas.add(new Replica(
                    state.folderOf(definition.workloadId()).resolve(Integer.toString(index)),
                    definition,
                    index,
                    table,
                    clock,
                    keepers));
        }
        return new LocalWorkload(definition, replicas, table, signals, clock);
    }

    @Override
    public RuntimeInfo info() {
        return info;
    }

    @Override
    public RuntimeHealth ping(Duration timeout) {
        if (closed) {
            return RuntimeHealth.down("the runtime is closed");
        }
        return Files.isWritable(state.root())
                ? RuntimeHealth.UP
                : RuntimeHealth.down("the state folder " + state.root() + " cannot be written");
    }

    @Override
    public List<SpecProblem> validate(Workload workload) {
        return check.check(workload);
    }

    @Override
    public RuntimeHandle apply(Workload workload) {
        requireOpen();
        List<SpecProblem> problems = validate(workload);
        if (!problems.isEmpty()) {
            throw invalid(workload.id(), problems);
        }
        synchronized (lockOf(workload.id())) {
            LocalWorkload present = workloads.get(workload.id());
            if (present == null) {
                requireFreeFolder(workload.id());
                return define(workload);
            }
            if (present.definition().specHash().equals(workload.specHash())) {
                return handle(present.definition());
            }
            return present.exclusively(() -> {
                if (present.isAlive()) {
                    throw new AiOpsException(
                            ErrorCode.WORKLOAD_CONFLICT,
                            "workload " + workload.id() + " runs with another specification; stop it first");
                }
                // Whatever it left behind would belong to nobody once its token is forgotten.
                present.end(new StopSpec("KILL", Duration.ZERO));
                RuntimeHandle handle = define(workload);
                present.retire();
                return handle;
            });
        }
    }

    private static AiOpsException invalid(WorkloadId id, List<SpecProblem> problems) {
        StringBuilder message = new StringBuilder("workload " + id + " cannot run here");
        problems.forEach(problem ->
                message.append("; ").append(problem.field()).append(": ").append(problem.message()));
        return new AiOpsException(ErrorCode.INVALID_SPEC, message.toString())
                .with(
                        "problems",
                        problems.stream()
                                .map(problem -> Map.of("field", problem.field(), "message", problem.message()))
                                .toList());
    }

    private Object lockOf(WorkloadId id) {
        return definitionLocks.computeIfAbsent(id, one -> new Object());
    }

    private void requireFreeFolder(WorkloadId id) {
        if (state.holds(id)) {
            throw new AiOpsException(
                    ErrorCode.WORKLOAD_CONFLICT,
                    "the state folder " + state.folderOf(id)
                            + " belongs to another platform or is damaged; see what runs there and remove it");
        }
    }

    private RuntimeHandle define(Workload workload) {
        String nonce = randomHex(NONCE_BYTES);
        try {
            Path draft = state.draft(workload.id(), nonce);
            try {
                Definition definition =
                        Definition.of(workload, platformId, nonce, StateFolder.key(draft), randomHex(TOKEN_BYTES));
                List<byte[]> launches = new ArrayList<>();
                for (int index = 0; index < workload.replicas(); index++) {
                    launches.add(LaunchFile.of(
                            workload,
                            index,
                            definition.token(index),
                            definition.stdoutOf(index),
                            definition.stderrOf(index),
                            prefix(workload)));
                }
                definition = state.write(draft, definition, launches);
                state.commit(draft, workload.id());
                workloads.put(workload.id(), workload(definition));
                changes.incrementAndGet();
                return handle(definition);
            } catch (IOException failed) {
                StateFiles.deleteFolder(draft);
                throw failed;
            }
        } catch (IOException failed) {
            throw StateFolder.failed("the definition of workload " + workload.id() + " cannot be stored", failed);
        }
    }

    private String randomHex(int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }

    private static List<String> prefix(Workload workload) {
        return workload.user()
                .map(user -> List.of(
                        KeeperStarter.program("setpriv").orElseThrow().toString(),
                        "--reuid=" + user,
                        "--regid=" + PrimaryGroup.of(user),
                        "--init-groups",
                        "--"))
                .orElse(List.of());
    }

    private static RuntimeHandle handle(Definition definition) {
        return new RuntimeHandle(
                LocalRuntimeProvider.NAME, definition.workloadId(), HANDLE_VERSION, definition.nonce());
    }

    @Override
    public void start(RuntimeHandle handle) {
        requireOpen();
        require(handle).start();
    }

    private LocalWorkload require(RuntimeHandle handle) {
        LocalWorkload workload = workloads.get(handle.workload());
        if (workload == null || !handle.runtime().equals(LocalRuntimeProvider.NAME)) {
            throw new AiOpsException(
                    ErrorCode.WORKLOAD_NOT_FOUND,
                    "there is no workload " + handle.workload() + " in the local runtime");
        }
        return workload;
    }

    @Override
    public ExitInfo stop(RuntimeHandle handle, StopSpec stop) {
        requireOpen();
        LocalWorkload workload = workloads.get(handle.workload());
        return workload == null ? ExitInfo.unobserved(clock.moment().now()) : workload.stop(stop);
    }

    @Override
    public void remove(RuntimeHandle handle) {
        requireOpen();
        WorkloadId id = handle.workload();
        synchronized (lockOf(id)) {
            LocalWorkload workload = workloads.get(id);
            if (workload == null) {
                return;
            }
            workload.exclusively(() -> {
                workload.end(StopSpec.DEFAULT);
                state.delete(id);
                workload.retire();
                workloads.remove(id, workload);
                changes.incrementAndGet();
                return workload;
            });
        }
    }

    @Override
    public Map<WorkloadId, WorkloadStatus> statuses() {
        requireOpen();
        BootClock.Moment moment = clock.moment();
        Map<WorkloadId, WorkloadStatus> statuses = new TreeMap<>();
        workloads.forEach((id, workload) -> statuses.put(id, workload.status(moment)));
        return statuses;
    }

    @Override
    public Optional<RuntimeHandle> find(WorkloadId id) {
        requireOpen();
        return Optional.ofNullable(workloads.get(id)).map(workload -> handle(workload.definition()));
    }

    @Override
    public Adoption adopt(WorkloadId id, RuntimeHandle handle) {
        requireOpen();
        LocalWorkload workload = workloads.get(id);
        if (workload != null) {
            return workload.adopt(handle.state());
        }
        if (!state.holds(id)) {
            return Adoption.GONE;
        }
        return state.read(id).isPresent() ? Adoption.FOREIGN : Adoption.UNVERIFIABLE;
    }

    @Override
    public LogSlice readLog(RuntimeHandle handle, LogRequest what) {
        requireOpen();
        LocalWorkload workload = require(handle);
        Path file = workload.log(what.replica(), what.stream())
                .orElseThrow(() -> new AiOpsException(
                        ErrorCode.INVALID_REQUEST,
                        "workload " + handle.workload() + " has no replica " + what.replica()));
        try {
            return logs.of(file).read(what.from(), what.maxBytes());
        } catch (IOException failed) {
            throw StateFolder.failed("the log " + file + " cannot be read", failed);
        }
    }

    @Override
    public Subscription watch(Consumer<RuntimeEvent> listener) {
        requireOpen();
        return events.subscribe(this::statuses, listener);
    }

    private void look() {
        if (!events.hasListeners()) {
            return;
        }
        int seen = changes.get();
        boolean news = seen != published.getAndSet(seen) || events.isUnsettled();
        for (LocalWorkload workload : workloads.values()) {
            news |= workload.takeNews();
        }
        if (news) {
            publish();
        }
    }

    private void publish() {
        if (!closed) {
            events.publish(this::statuses);
        }
    }

    private void care() {
        for (LocalWorkload workload : workloads.values()) {
            try {
                workload.heal();
            } catch (IOException | RuntimeException failed) {
                LOG.warn("workload {} could not be given a keeper", workload, failed);
            }
            Definition definition = workload.definition();
            for (int index = 0; index < definition.replicas(); index++) {
                for (LogStream stream : LogStream.values()) {
                    workload.log(index, stream).ifPresent(file -> rotate(file, definition));
                }
            }
        }
        if (events.hasListeners()) {
            publish();
        }
    }

    private void rotate(Path file, Definition definition) {
        try {
            logs.rotateIfLarger(file, definition.maxBytes(), definition.backups());
            logComplaints.remove(file.toString());
        } catch (IOException failed) {
            if (logComplaints.add(file.toString())) {
                LOG.warn("workload {}: the log {} cannot be rotated", definition.id(), file, failed);
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new AiOpsException(ErrorCode.BACKEND_UNAVAILABLE, "the local runtime is closed");
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        watch.close();
        keepers.close();
        events.close();
        state.close();
    }
}
