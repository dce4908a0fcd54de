package io.aiops.orchestration;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.health.HealthMonitor;
import io.aiops.project.Manifest;
import io.aiops.project.ServiceDirectories;
import io.aiops.runtime.LogRequest;
import io.aiops.runtime.LogSlice;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.runtime.Subscription;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys services and keeps them as wished. The one place through which services are changed; thread-safe. Work on one
 * service is serial, across platforms on the same database too; work on different services does not wait for each other.
 */
public final class ServiceOrchestrator implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServiceOrchestrator.class);

    private static final int DEPLOYMENTS_AT_ONCE = 8;
    private static final int BATCH_AT_ONCE = 4;
    private static final Duration SETTLE_EVERY = Duration.ofSeconds(10);
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(30);

    private final ServiceRepository services;
    private final DeploymentRepository deployments;
    private final Runtimes runtimes;
    private final ServiceDirectories directories;
    private final ServiceViews views;
    private final ServiceSpecs specs;
    private final Deployer deployer;
    private final Lifecycle lifecycle;
    private final Reconciler reconciler;
    private final DeploymentFeed feed;
    private final CommonConfiguration common;
    private final String platformId;
    private final ExecutorService workers = Executors.newFixedThreadPool(DEPLOYMENTS_AT_ONCE, named("aiops-deploy"));
    private final ExecutorService batches = Executors.newCachedThreadPool(named("aiops-batch"));
    private final ScheduledExecutorService settling =
            Executors.newSingleThreadScheduledExecutor(named("aiops-reconcile"));
    private final Map<String, AtomicBoolean> cancellations = new ConcurrentHashMap<>();

    /** Puts the rooms together; {@link io.aiops.AiOps} does this. Nothing happens before {@link #open()}. */
    public ServiceOrchestrator(OrchestratorRooms rooms) {
        this.services = rooms.services();
        this.deployments = rooms.deployments();
        this.runtimes = rooms.runtimes();
        this.directories = rooms.directories();
        this.platformId = rooms.platformId();
        HealthMonitor monitor = rooms.monitor();
        Clock clock = rooms.clock();
        ServiceConfiguration configuration = new ServiceConfiguration(rooms.config(), rooms.editor());
        this.specs = new ServiceSpecs(configuration);
        this.common = new CommonConfiguration(rooms.config(), configuration, rooms.commonFiles());
        this.feed = new DeploymentFeed();
        CrashLoops crashLoops = new CrashLoops(clock);
        this.views = new ServiceViews(services, deployments, runtimes, monitor, crashLoops, platformId, clock);
        PortTable portTable = new PortTable(services, rooms.commonFiles(), platformId);
        ReleaseRunner runner = new ReleaseRunner(
                services,
                runtimes,
                rooms.ports(),
                directories,
                rooms.project().files(),
                configuration,
                monitor,
                rooms.routes());
        this.deployer = new Deployer(
                services,
                deployments,
                rooms.locks(),
                rooms.ports(),
                directories,
                rooms.project(),
                specs,
                configuration,
                runner,
                new HealthGate(monitor.probe(), clock),
                portTable,
                feed,
                clock);
        this.lifecycle = new Lifecycle(
                services,
                deployments,
                rooms.locks(),
                runner,
                configuration,
                crashLoops,
                directories,
                portTable,
                platformId);
        this.reconciler = new Reconciler(
                services,
                deployments,
                rooms.locks(),
                runtimes,
                runner,
                lifecycle,
                crashLoops,
                rooms.ports(),
                directories,
                portTable,
                platformId);
        CrashWatch watch = new CrashWatch(services, rooms.locks(), runner, monitor, crashLoops, batches);
        runtimes.onOpen(runtime -> runtime.watch(watch::seen));
    }

    /** Takes up what runs, finishes or undoes what was interrupted, and begins to keep services as wished. */
    public void open() {
        common.open();
        reconciler.takeUp();
        settling.scheduleWithFixedDelay(this::settle, 0, SETTLE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Begins to deploy; returns at once. A service of that id keeps serving until the new release has taken over.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} for a wrong value; {@code DEPLOYMENT_IN_PROGRESS};
     *     {@code FOREIGN_SERVICE}
     */
    public Deployment deploy(DeployRequest request) {
        runtimes.get(
                specs.of(request.service(), request.overrides(), Manifest.EMPTY).runtime());
        services.register(
                request.service(), request.overrides().name().orElseGet(() -> nameOf(request.service())), platformId);
        Deployment deployment =
                deployments.create(request.service(), platformId, request.code().source(), request.requestedBy());
        AtomicBoolean cancelled = new AtomicBoolean();
        cancellations.put(deployment.id(), cancelled);
        try {
            workers.execute(() -> {
                try {
                    deployer.run(deployment, request, cancelled);
                } finally {
                    cancellations.remove(deployment.id());
                }
            });
        } catch (RejectedExecutionException closed) {
            cancellations.remove(deployment.id());
            deployments.move(deployment.id(), DeploymentState.QUEUED, DeploymentState.CANCELLED);
            throw new AiOpsException(ErrorCode.CANCELLED, "the platform is stopping", closed);
        }
        return deployment;
    }

    /**
     * Waits until a deployment has ended, well or badly.
     *
     * @throws AiOpsException {@code DEPLOYMENT_NOT_FOUND}; {@code DEADLINE_EXCEEDED}, and it goes on
     */
    public Deployment await(String deploymentId, Duration limit) {
        CountDownLatch ended = new CountDownLatch(1);
        Subscription events = watch(deploymentId, event -> {
            if (event instanceof DeploymentEvent.Changed changed
                    && changed.deployment().state().isFinal()) {
                ended.countDown();
            }
        });
        try {
            if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AiOpsException(
                                ErrorCode.DEADLINE_EXCEEDED,
                                "deployment " + deploymentId + " has not ended within " + limit.toSeconds()
                                        + " s; it goes on")
                        .with("deployment_id", deploymentId);
            }
            return deployment(deploymentId).orElseThrow(() -> unknown(deploymentId));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AiOpsException(ErrorCode.CANCELLED, "interrupted while waiting for " + deploymentId, stopped);
        } finally {
            events.close();
        }
    }

    /** One deployment. */
    public Optional<Deployment> deployment(String deploymentId) {
        return deployments.find(deploymentId);
    }

    /** Deployments of one service or of all, newest first; {@code before} is the last id of the page before. */
    public List<Deployment> deployments(Optional<ServiceId> service, int limit, Optional<String> before) {
        return deployments.list(service, limit, before);
    }

    /**
     * Tells a listener the deployment as it is now, and then whatever happens to it in this process. The listener is
     * called on the deployment's own thread and must not wait.
     *
     * @throws AiOpsException {@code DEPLOYMENT_NOT_FOUND}
     */
    public Subscription watch(String deploymentId, Consumer<DeploymentEvent> listener) {
        Subscription subscription = feed.listen(deploymentId, listener);
        Deployment now = deployments.find(deploymentId).orElseThrow(() -> {
            subscription.close();
            return unknown(deploymentId);
        });
        listener.accept(new DeploymentEvent.Changed(now));
        return subscription;
    }

    /**
     * Reads the output of a deployment from a byte offset; the slice's {@code next} is the offset to read on from.
     *
     * @throws AiOpsException {@code DEPLOYMENT_NOT_FOUND}
     */
    public LogSlice deploymentLog(String deploymentId, long offset, int maxBytes) {
        if (deployments.find(deploymentId).isEmpty()) {
            throw unknown(deploymentId);
        }
        Path file = directories.deploymentLog(deploymentId);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long from = Math.max(0, Math.min(offset, channel.size()));
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(maxBytes, channel.size() - from));
            channel.position(from);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // reads on until the buffer is full
            }
            byte[] bytes = new byte[buffer.position()];
            buffer.flip().get(bytes);
            return new LogSlice(bytes, Long.toString(from + bytes.length), 0);
        } catch (NoSuchFileException notBegun) {
            return new LogSlice(new byte[0], Long.toString(0), 0);
        } catch (IOException failure) {
            throw new AiOpsException(ErrorCode.STORAGE_FAILED, "cannot read " + file + ": " + failure, failure);
        }
    }

    /**
     * Asks a deployment to end; it gives back what it took. A deployment that has ended is left as it is.
     *
     * @throws AiOpsException {@code DEPLOYMENT_NOT_FOUND}
     */
    public Deployment cancel(String deploymentId) {
        Deployment known = deployments.find(deploymentId).orElseThrow(() -> unknown(deploymentId));
        Optional.ofNullable(cancellations.get(deploymentId)).ifPresent(flag -> flag.set(true));
        return known;
    }

    /**
     * One service as it is now.
     *
     * @throws AiOpsException {@code SERVICE_NOT_FOUND}
     */
    public ServiceView service(ServiceId id) {
        return views.one(id);
    }

    /** All services as they are now, by id: one query for each table and one call to each backend. */
    public List<ServiceView> services() {
        return views.all();
    }

    /**
     * Starts a service, also after it was given up; one that runs is left alone.
     *
     * @throws AiOpsException {@code SERVICE_NOT_FOUND}, {@code NO_RELEASE}, {@code SERVICE_BUSY},
     *     {@code DEPLOYMENT_IN_PROGRESS}, {@code PORT_TAKEN}, or what its runtime says
     */
    public ServiceView start(ServiceId id) {
        lifecycle.start(id);
        return service(id);
    }

    /**
     * Stops a service and everything it started; returns when all of it is gone.
     *
     * @throws AiOpsException as {@link #start}, and {@code STOP_TIMEOUT} with the survivors
     */
    public ServiceView stop(ServiceId id) {
        lifecycle.stop(id);
        return service(id);
    }

    /**
     * Stops a service and starts it.
     *
     * @throws AiOpsException as {@link #start} and {@link #stop}
     */
    public ServiceView restart(ServiceId id) {
        lifecycle.restart(id);
        return service(id);
    }

    /**
     * Deletes a service: a deployment under way is cancelled, its processes end, its ports, files, logs and rows go.
     *
     * @throws AiOpsException {@code SERVICE_NOT_FOUND}, {@code FOREIGN_SERVICE}, {@code SERVICE_BUSY},
     *     {@code STOP_TIMEOUT}
     */
    public void delete(ServiceId id) {
        lifecycle.owned(id);
        deployments.list(Optional.of(id), 1, Optional.empty()).stream()
                .filter(last -> !last.state().isFinal())
                .findFirst()
                .ifPresent(underWay -> {
                    cancel(underWay.id());
                    await(underWay.id(), CANCEL_LIMIT);
                });
        lifecycle.delete(id);
    }

    /** Does the same to several services, a few at a time; a failure of one stops none of the others. Keeps the order. */
    public List<BatchResult> batch(BatchAction action, List<ServiceId> ids) {
        Semaphore places = new Semaphore(BATCH_AT_ONCE);
        List<CompletableFuture<BatchResult>> results = ids.stream()
                .distinct()
                .map(id -> CompletableFuture.supplyAsync(
                        () -> {
                            places.acquireUninterruptibly();
                            try {
                                return one(action, id);
                            } finally {
                                places.release();
                            }
                        },
                        batches))
                .toList();
        return results.stream().map(CompletableFuture::join).toList();
    }

    /** The services whose id matches a pattern in which {@code *} stands for any text and {@code ?} for any character. */
    public List<ServiceId> matching(String pattern) {
        StringBuilder regex = new StringBuilder();
        pattern.codePoints()
                .forEach(c -> regex.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(Character.toString(c));
                        }));
        Pattern compiled = Pattern.compile(regex.toString());
        return services.list().stream()
                .map(ServiceRecord::id)
                .filter(id -> compiled.matcher(id.value()).matches())
                .toList();
    }

    /** The services of a group. */
    public List<ServiceId> inGroup(String group) {
        return services.list().stream()
                .filter(record -> record.current()
                        .flatMap(release -> release.spec().group())
                        .filter(group::equals)
                        .isPresent())
                .map(ServiceRecord::id)
                .toList();
    }

    /**
     * Reads a piece of a service's log.
     *
     * @throws AiOpsException {@code SERVICE_NOT_FOUND}, {@code NO_RELEASE}, {@code INVALID_REQUEST} for a wrong cursor
     */
    public LogSlice readLog(ServiceId id, LogRequest what) {
        Release current = lifecycle
                .owned(id)
                .current()
                .orElseThrow(() -> new AiOpsException(
                        ErrorCode.NO_RELEASE, "service " + id + " has no release yet, so it has no log"));
        ServiceRuntime runtime = runtimes.get(current.spec().runtime());
        return runtime.readLog(
                current.handle()
                        .orElseThrow(() -> new AiOpsException(ErrorCode.NO_RELEASE, "service " + id + " never ran")),
                what);
    }

    /** Ends all work of this object, cancelling deployments under way. Services go on. */
    @Override
    public void close() {
        common.close();
        settling.shutdownNow();
        cancellations.values().forEach(flag -> flag.set(true));
        workers.shutdown();
        batches.shutdown();
        try {
            if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
            if (!settling.awaitTermination(10, TimeUnit.SECONDS) || !batches.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("some work has not ended in time; it is finished or undone at the next start");
            }
        } catch (InterruptedException stopped) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void settle() {
        try {
            reconciler.settle();
        } catch (RuntimeException failure) {
            log.warn("services could not be reconciled; it is tried again: {}", failure.toString());
        }
    }

    private BatchResult one(BatchAction action, ServiceId id) {
        try {
            Optional<ServiceView> view = switch (action) {
                case START -> Optional.of(start(id));
                case STOP -> Optional.of(stop(id));
                case RESTART -> Optional.of(restart(id));
                case DELETE -> {
                    delete(id);
                    yield Optional.empty();
                }
            };
            return new BatchResult(id, view, Optional.empty());
        } catch (AiOpsException failure) {
            return new BatchResult(id, Optional.empty(), Optional.of(failure));
        } catch (RuntimeException bug) {
            log.error("service {}: {} failed unexpectedly", id, action.word(), bug);
            return new BatchResult(
                    id, Optional.empty(), Optional.of(new AiOpsException(ErrorCode.INTERNAL, bug.toString(), bug)));
        }
    }

    private String nameOf(ServiceId id) {
        return services.find(id).map(ServiceRecord::name).orElse(id.value());
    }

    private static AiOpsException unknown(String deploymentId) {
        return new AiOpsException(ErrorCode.DEPLOYMENT_NOT_FOUND, "there is no deployment " + deploymentId);
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
