package io.aiops.orchestration;

import io.aiops.config.Author;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.port.PortAllocator;
import io.aiops.port.PortLease;
import io.aiops.project.EnvironmentBuilder;
import io.aiops.project.Manifest;
import io.aiops.project.Project;
import io.aiops.project.ProjectInspector;
import io.aiops.project.ProjectKind;
import io.aiops.project.ProjectSources;
import io.aiops.project.ReleaseFiles;
import io.aiops.project.ServiceDirectories;
import io.aiops.runtime.Capability;
import io.aiops.runtime.LogRequest;
import io.aiops.runtime.LogStream;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.service.DesiredState;
import io.aiops.service.Endpoint;
import io.aiops.service.ServiceId;
import io.aiops.service.ServiceSpec;
import io.aiops.service.WorkloadId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out deployments. Each step is a row; a failure anywhere gives back what the deployment took and leaves the release
 * before it serving. A new release gets ports of its own and takes over when it is healthy; with a pinned port it replaces
 * the old one in place, which is put back if the new one does not come up.
 */
final class Deployer {

    private static final Logger log = LoggerFactory.getLogger(Deployer.class);

    private static final Duration BUILD_LIMIT = Duration.ofMinutes(30);
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(60);
    private static final int LOG_TAIL = 4096;

    /** How many releases of a service are kept on disk, the current one included. */
    static final int RELEASES_KEPT = 5;

    private final ServiceRepository services;
    private final DeploymentRepository deployments;
    private final ServiceLocks locks;
    private final PortAllocator ports;
    private final ServiceDirectories directories;
    private final ProjectSources sources;
    private final ProjectInspector inspector;
    private final EnvironmentBuilder environments;
    private final ReleaseFiles files;
    private final ServiceSpecs specs;
    private final ServiceConfiguration configuration;
    private final ReleaseRunner runner;
    private final HealthGate gate;
    private final PortTable portTable;
    private final DeploymentFeed feed;
    private final Clock clock;

    Deployer(
            ServiceRepository services,
            DeploymentRepository deployments,
            ServiceLocks locks,
            PortAllocator ports,
            ServiceDirectories directories,
            ProjectRoom project,
            ServiceSpecs specs,
            ServiceConfiguration configuration,
            ReleaseRunner runner,
            HealthGate gate,
            PortTable portTable,
            DeploymentFeed feed,
            Clock clock) {
        this.services = services;
        this.deployments = deployments;
        this.locks = locks;
        this.ports = ports;
        this.directories = directories;
        this.sources = project.sources();
        this.inspector = project.inspector();
        this.environments = project.environments();
        this.files = project.files();
        this.specs = specs;
        this.configuration = configuration;
        this.runner = runner;
        this.gate = gate;
        this.portTable = portTable;
        this.feed = feed;
        this.clock = clock;
    }

    /** Works on a deployment until it has ended, well or badly. */
    void run(Deployment deployment, DeployRequest request, AtomicBoolean cancelled) {
        try (Run run = new Run(deployment, request, cancelled)) {
            run.carryOut();
        } catch (RuntimeException unexpected) {
            log.error("deployment {} of {} could not be ended", deployment.id(), deployment.service(), unexpected);
        }
    }

    /** One deployment under way; used by one thread. */
    private final class Run implements AutoCloseable {
        private final Deployment deployment;
        private final DeployRequest request;
        private final AtomicBoolean cancelled;
        private final ServiceId id;
        private final DeploymentLog output;
        private DeploymentState state = DeploymentState.QUEUED;
        private StepName step = StepName.FETCH;
        private Optional<Instant> stepBegan = Optional.empty();
        private Optional<Release> release = Optional.empty();
        private Optional<Release> replacedInPlace = Optional.empty();
        private Optional<String> logStart = Optional.empty();

        Run(Deployment deployment, DeployRequest request, AtomicBoolean cancelled) {
            this.deployment = deployment;
            this.request = request;
            this.cancelled = cancelled;
            this.id = deployment.service();
            this.output = new DeploymentLog(
                    directories.deploymentLog(deployment.id()),
                    size -> feed.tell(deployment.id(), new DeploymentEvent.LogGrew(deployment.id(), size)));
        }

        void carryOut() {
            log.info("service {}: deployment {} of release {} begins", id, deployment.id(), deployment.release());
            try {
                Path folder = inStep(StepName.FETCH, this::fetch);
                Project project = inStep(StepName.BUILD, () -> build(folder));
                try (ServiceLocks.Held held = locks.lock(id, LOCK_PATIENCE)) {
                    serve(project);
                }
                end(DeploymentState.LIVE);
                log.info("service {}: release {} is live", id, deployment.release());
            } catch (AiOpsException failure) {
                failed(failure);
            } catch (RuntimeException bug) {
                log.error("service {}: deployment {} failed unexpectedly", id, deployment.id(), bug);
                failed(new AiOpsException(ErrorCode.INTERNAL, "the platform failed: " + bug, bug));
            }
        }

        private void serve(Project project) {
            ServiceSpec spec = specs.of(id, request.overrides(), project.manifest());
            Optional<Release> before = services.find(id).flatMap(ServiceRecord::current);
            try {
                List<Endpoint> endpoints = inStep(StepName.PORT, () -> lease(spec, before));
                Release made = inStep(StepName.CONFIGURE, () -> configure(project, spec, endpoints));
                Release started = inStep(StepName.START, () -> start(made));
                inStep(StepName.HEALTH, () -> {
                    gate.await(started, () -> runner.status(started), cancelled::get);
                    return started;
                });
                inStep(StepName.SWITCH, () -> switchTo(started));
                inStep(StepName.DRAIN, () -> retire(before));
            } catch (AiOpsException failure) {
                AiOpsException told = withLogTail(failure);
                undo();
                throw told;
            } catch (RuntimeException bug) {
                undo();
                throw bug;
            }
        }

        private Path fetch() {
            Path folder = directories.createRelease(id, deployment.release());
            if (request.code() instanceof DeployRequest.Folder from) {
                sources.copy(from.path(), folder, output);
            } else if (request.code() instanceof DeployRequest.Archive from) {
                sources.extract(from.file(), folder, output);
            } else if (request.code() instanceof DeployRequest.Elsewhere from) {
                from.origin().fetch(folder, output, cancelled::get);
            }
            return folder;
        }

        private Project build(Path folder) {
            boolean images = runner.runtime(specs.of(id, request.overrides(), Manifest.EMPTY))
                    .info()
                    .capabilities()
                    .contains(Capability.IMAGE);
            Project project = inspect(folder, images);
            ServiceSpec spec = specs.of(id, request.overrides(), project.manifest());
            services.register(id, spec.name(), deployment.platformId());
            if (project.kind() == ProjectKind.DOCKERFILE && !images) {
                throw new AiOpsException(
                        ErrorCode.UNSUPPORTED,
                        "the project wants to run as an image, and runtime " + spec.runtime()
                                + " cannot run images; name a runtime that can, or another kind in aiops.yaml");
            }
            output.line("project of kind " + project.kind().word() + ", started by " + project.startCommand());
            environments.build(project, output, BUILD_LIMIT, cancelled::get);
            return project;
        }

        /** What the project is; a command of the request beats whatever it says, and is enough by itself. */
        private Project inspect(Path folder, boolean images) {
            Set<ProjectKind> detectable = EnumSet.allOf(ProjectKind.class);
            if (!images) {
                detectable.remove(ProjectKind.DOCKERFILE);
            }
            Optional<List<String>> command = request.overrides().command();
            try {
                Project project = inspector.inspect(folder, detectable);
                return command.map(said -> new Project(folder, project.kind(), project.manifest(), said))
                        .orElse(project);
            } catch (AiOpsException nothing) {
                if (nothing.code() != ErrorCode.NOTHING_TO_START || command.isEmpty()) {
                    throw nothing;
                }
                return new Project(folder, ProjectKind.COMMAND, Manifest.EMPTY, command.get());
            }
        }

        private List<Endpoint> lease(ServiceSpec spec, Optional<Release> before) {
            List<PortLease> leases = new ArrayList<>();
            var owner = new WorkloadId(id, deployment.release());
            if (spec.pinnedPort().isPresent()) {
                int pinned = spec.pinnedPort().getAsInt();
                boolean inPlace = before.stream()
                        .flatMap(release -> release.endpoints().stream())
                        .anyMatch(endpoint -> endpoint.port() == pinned);
                if (inPlace) {
                    output.line("port " + pinned + " is pinned: release "
                            + before.orElseThrow().number() + " is replaced in place");
                    replacedInPlace = before;
                    before.ifPresent(runner::stop);
                }
                leases.add(ports.leaseExactly(owner, pinned));
            } else if (spec.preferredPort().isPresent()) {
                leases.add(ports.leasePreferring(owner, spec.preferredPort().getAsInt()));
            }
            if (leases.size() < spec.replicas()) {
                leases.addAll(ports.lease(owner, spec.replicas() - leases.size()));
            }
            output.line("ports " + leases.stream().map(PortLease::port).toList());
            return leases.stream()
                    .map(lease -> new Endpoint(spec.host(), lease.port()))
                    .toList();
        }

        private Release configure(Project project, ServiceSpec spec, List<Endpoint> endpoints) {
            Release draft = new Release(
                    deployment.release(),
                    spec,
                    deployment.source(),
                    project.startCommand(),
                    endpoints,
                    Optional.empty(),
                    deployment.createdBy(),
                    clock.instant());
            List<String> command = files.write(project, runner.facts(draft));
            Release made = new Release(
                    draft.number(),
                    spec,
                    draft.source(),
                    command,
                    endpoints,
                    Optional.empty(),
                    draft.createdBy(),
                    draft.createdAt());
            services.saveRelease(made);
            release = Optional.of(made);
            List<String> unenforced = runner.unenforced(spec);
            if (!unenforced.isEmpty()) {
                output.line("runtime " + spec.runtime() + " does not enforce " + String.join(", ", unenforced));
            }
            return made;
        }

        private Release start(Release made) {
            Release defined = runner.define(made);
            release = Optional.of(defined);
            logStart = readEnd(defined);
            runner.runtimeOf(defined).start(defined.handle().orElseThrow());
            return defined;
        }

        private Release switchTo(Release started) {
            services.makeCurrent(id, started.number());
            services.desire(id, DesiredState.RUNNING);
            keepConfiguration();
            directories.switchCurrent(id, started.number());
            runner.expose(started);
            portTable.write();
            return started;
        }

        /** What the request said holds for later deployments too. That it cannot be stored harms none of this one. */
        private void keepConfiguration() {
            try {
                Author author = Author.of(deployment.createdBy()).because("deployment " + deployment.id());
                configuration.save(id, request.overrides(), author);
            } catch (AiOpsException refused) {
                log.warn("service {}: the values of deployment {} are not stored", id, deployment.id(), refused);
                output.line("what the request said of the service could not be stored: " + refused.message());
            }
        }

        private Boolean retire(Optional<Release> before) {
            try {
                before.ifPresent(old -> {
                    output.line("release " + old.number() + " is stopped");
                    runner.discard(old);
                });
                dropOldReleases();
            } catch (AiOpsException survivors) {
                // The new release serves; what the old one left behind is the reconciler's next task.
                log.warn("service {}: the release before {} is not gone", id, deployment.release(), survivors);
                output.line("the release before could not be ended: " + survivors.message());
            }
            return true;
        }

        private void dropOldReleases() {
            services.releases(id).stream()
                    .filter(old -> old.number() != deployment.release())
                    .skip(RELEASES_KEPT - 1L)
                    .forEach(old -> {
                        directories.deleteRelease(id, old.number());
                        services.deleteRelease(id, old.number());
                    });
        }

        /** Gives back what the new release took, and puts back the old one where it made room. */
        private void undo() {
            var owner = new WorkloadId(id, deployment.release());
            quietly("stop the new release", () -> release.ifPresent(runner::discard));
            quietly("give back its ports", () -> ports.release(owner));
            replacedInPlace.ifPresent(old -> quietly("put back the release before", () -> {
                boolean wanted = services.find(id)
                        .filter(record -> record.desired() == DesiredState.RUNNING)
                        .isPresent();
                if (wanted) {
                    runner.expose(runner.start(old));
                }
            }));
        }

        private void failed(AiOpsException failure) {
            log.warn(
                    "service {}: deployment {} failed in step {}: {}",
                    id,
                    deployment.id(),
                    step.word(),
                    failure.message());
            boolean gaveUp = failure.code() == ErrorCode.CANCELLED;
            saveStep(DeploymentStep.State.FAILED, Optional.of(failure.message()));
            quietly("forget the release", () -> services.deleteRelease(id, deployment.release()));
            quietly("delete the release's folder", () -> directories.deleteRelease(id, deployment.release()));
            String tail = String.valueOf(failure.details().getOrDefault("log_tail", ""));
            deployments.fail(deployment.id(), new DeploymentError(failure.code(), failure.message(), step, tail));
            end(gaveUp ? DeploymentState.CANCELLED : DeploymentState.FAILED);
        }

        private <T> T inStep(StepName name, Supplier<T> work) {
            if (cancelled.get()) {
                throw new AiOpsException(ErrorCode.CANCELLED, "the deployment was cancelled");
            }
            step = name;
            stepBegan = Optional.of(clock.instant());
            output.beginStep();
            if (state != name.state()) {
                move(name.state());
            }
            saveStep(DeploymentStep.State.RUNNING, Optional.empty());
            T made = work.get();
            saveStep(DeploymentStep.State.DONE, Optional.empty());
            return made;
        }

        private void saveStep(DeploymentStep.State how, Optional<String> message) {
            Optional<Instant> finished =
                    how == DeploymentStep.State.RUNNING ? Optional.empty() : Optional.of(clock.instant());
            deployments.saveStep(
                    deployment.id(), new DeploymentStep(step, how, stepBegan, finished, message, output.end()));
            changed();
        }

        private void move(DeploymentState to) {
            if (!deployments.move(deployment.id(), state, to)) {
                throw new AiOpsException(
                        ErrorCode.CANCELLED, "deployment " + deployment.id() + " was ended by somebody else");
            }
            state = to;
        }

        private void end(DeploymentState how) {
            deployments.move(deployment.id(), state, how);
            state = how;
            changed();
        }

        private void changed() {
            deployments
                    .find(deployment.id())
                    .ifPresent(now -> feed.tell(deployment.id(), new DeploymentEvent.Changed(now)));
        }

        private AiOpsException withLogTail(AiOpsException failure) {
            boolean ofTheService =
                    failure.code() == ErrorCode.START_FAILED || failure.code() == ErrorCode.NEVER_HEALTHY;
            if (!ofTheService || release.isEmpty() || failure.details().containsKey("log_tail")) {
                return failure;
            }
            String tail = linesOf(release.orElseThrow());
            output.line(tail);
            return failure.with("log_tail", tail);
        }

        private Optional<String> readEnd(Release defined) {
            RuntimeHandle handle = defined.handle().orElseThrow();
            return Optional.of(runner.runtimeOf(defined)
                    .readLog(handle, LogRequest.tail(LogStream.STDERR, 1))
                    .next());
        }

        private String linesOf(Release defined) {
            try {
                ServiceRuntime runtime = runner.runtimeOf(defined);
                RuntimeHandle handle = defined.handle().orElseThrow();
                LogRequest errors = logStart.map(
                                cursor -> LogRequest.after(LogStream.STDERR, cursor, LogRequest.MAX_BYTES))
                        .orElse(LogRequest.tail(LogStream.STDERR, LOG_TAIL));
                String stderr = runtime.readLog(handle, errors).text();
                String stdout = stderr.isBlank()
                        ? runtime.readLog(handle, LogRequest.tail(LogStream.STDOUT, LOG_TAIL))
                                .text()
                        : stderr;
                return stdout.length() > LOG_TAIL ? stdout.substring(stdout.length() - LOG_TAIL) : stdout;
            } catch (AiOpsException unreadable) {
                return "(its log cannot be read: " + unreadable.message() + ")";
            }
        }

        private void quietly(String what, Runnable work) {
            try {
                work.run();
            } catch (RuntimeException failure) {
                log.warn("service {}: after deployment {} failed, could not {}", id, deployment.id(), what, failure);
            }
        }

        @Override
        public void close() {
            output.close();
            if (request.code() instanceof DeployRequest.Archive archive) {
                quietly("delete the uploaded archive", () -> ServiceDirectories.deleteFile(archive.file()));
            }
        }
    }
}
