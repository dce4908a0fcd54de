package io.aiops.orchestration;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gateway.Route;
import io.aiops.gateway.RouteTable;
import io.aiops.health.HealthMonitor;
import io.aiops.port.PortAllocator;
import io.aiops.project.ReleaseFacts;
import io.aiops.project.ReleaseFiles;
import io.aiops.project.ServiceDirectories;
import io.aiops.runtime.Capability;
import io.aiops.runtime.LogSettings;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.runtime.SpecProblem;
import io.aiops.runtime.Workload;
import io.aiops.runtime.WorkloadStatus;
import io.aiops.service.Endpoint;
import io.aiops.service.Resources;
import io.aiops.service.ServiceId;
import io.aiops.service.ServiceSpec;
import io.aiops.service.ServiceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Brings releases to their runtimes and lets calls reach them. Callers hold the service's lock. */
final class ReleaseRunner {

    private final ServiceRepository services;
    private final Runtimes runtimes;
    private final PortAllocator ports;
    private final ServiceDirectories directories;
    private final ReleaseFiles files;
    private final ServiceConfiguration configuration;
    private final HealthMonitor monitor;
    private final RouteTable routes;

    ReleaseRunner(
            ServiceRepository services,
            Runtimes runtimes,
            PortAllocator ports,
            ServiceDirectories directories,
            ReleaseFiles files,
            ServiceConfiguration configuration,
            HealthMonitor monitor,
            RouteTable routes) {
        this.services = services;
        this.runtimes = runtimes;
        this.ports = ports;
        this.directories = directories;
        this.files = files;
        this.configuration = configuration;
        this.monitor = monitor;
        this.routes = routes;
    }

    ServiceRuntime runtime(ServiceSpec spec) {
        return runtimes.get(spec.runtime());
    }

    ServiceRuntime runtimeOf(Release release) {
        return runtime(release.spec());
    }

    /** What the backend sees of a release; empty if it knows nothing of it. */
    Optional<WorkloadStatus> status(Release release) {
        return Optional.ofNullable(runtimeOf(release).statuses().get(release.workload()));
    }

    /**
     * Defines a release on its runtime and stores the handle before anything is started.
     *
     * @throws AiOpsException {@code INVALID_SPEC} with every problem
     */
    Release define(Release release) {
        ServiceRuntime runtime = runtimeOf(release);
        Workload workload = workload(release, runtime);
        List<SpecProblem> problems = runtime.validate(workload);
        if (!problems.isEmpty()) {
            List<String> words = problems.stream()
                    .map(problem -> problem.field() + ": " + problem.message())
                    .toList();
            throw new AiOpsException(
                            ErrorCode.INVALID_SPEC,
                            "service " + release.service() + " cannot run on "
                                    + runtime.info().name() + ": " + String.join("; ", words))
                    .with("errors", words);
        }
        release.spec().user().ifPresent(user -> directories.giveData(release.service(), user));
        Release defined = release.withHandle(runtime.apply(workload));
        services.saveRelease(defined);
        return defined;
    }

    /** Starts a release whose ports may have gone to somebody else meanwhile; returns it as it now is. */
    Release start(Release release) {
        boolean alive = status(release)
                .map(WorkloadStatus::state)
                .filter(ServiceState::isAlive)
                .isPresent();
        Release ready = alive && release.handle().isPresent() ? release : define(withFreePorts(release));
        runtimeOf(ready).start(handle(ready));
        return ready;
    }

    /** Ends a release's processes; its definition, its ports and its files stay. */
    void stop(Release release) {
        monitor.forget(release.workload());
        if (release.handle().isPresent()) {
            runtimeOf(release).stop(handle(release), release.spec().stop());
        }
    }

    /** Ends a release's processes and gives back its definition and its ports; its files stay. */
    void discard(Release release) {
        stop(release);
        if (release.handle().isPresent()) {
            runtimeOf(release).remove(handle(release));
        }
        ports.release(release.workload());
    }

    /** Sends calls of the service to this release, and begins to watch its health. */
    void expose(Release release) {
        routes.put(
                release.service(), new Route(release.endpoints(), release.spec().timeout()));
        monitor.watch(release.workload(), release.endpoints(), release.spec().health());
    }

    /** Lets no call reach the service, but keeps its route known. */
    void withdraw(Release release) {
        routes.put(release.service(), new Route(List.of(), release.spec().timeout()));
        monitor.forget(release.workload());
    }

    /** Forgets the service's route. */
    void unroute(ServiceId service) {
        routes.remove(service);
    }

    /** What a runtime cannot limit is left without a limit, as its operator chose it; the deployment says so. */
    List<String> unenforced(ServiceSpec spec) {
        ServiceRuntime runtime = runtimes.get(spec.runtime());
        List<String> words = new ArrayList<>();
        if (spec.resources().memoryBytes().isPresent() && !has(runtime, Capability.MEMORY_LIMIT)) {
            words.add("resources.memory");
        }
        if (spec.resources().cpus().isPresent() && !has(runtime, Capability.CPU_LIMIT)) {
            words.add("resources.cpus");
        }
        return words;
    }

    private Release withFreePorts(Release release) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Endpoint endpoint : release.endpoints()) {
            endpoints.add(new Endpoint(endpoint.host(), freePort(release, endpoint.port())));
        }
        Release moved = release.withEndpoints(endpoints);
        // Also where no port moved: its configuration may have changed since it was started last.
        files.write(directories.release(release.service(), release.number()), facts(moved));
        if (endpoints.equals(release.endpoints())) {
            return release;
        }
        services.saveRelease(moved);
        return moved;
    }

    private int freePort(Release release, int port) {
        try {
            return ports.leaseExactly(release.workload(), port).port();
        } catch (AiOpsException taken) {
            if (taken.code() != ErrorCode.PORT_TAKEN
                    || release.spec().pinnedPort().isPresent()) {
                throw taken;
            }
            return ports.leasePreferring(release.workload(), port).port();
        }
    }

    ReleaseFacts facts(Release release) {
        return new ReleaseFacts(
                release.spec(),
                release.number(),
                release.endpoints().get(0),
                directories.data(release.service()),
                directories.logs(),
                configuration.plain(release.service()));
    }

    private Workload workload(Release release, ServiceRuntime runtime) {
        ServiceSpec spec = release.spec();
        Resources asked = spec.resources();
        Resources enforceable = new Resources(
                has(runtime, Capability.MEMORY_LIMIT) ? asked.memoryBytes() : OptionalLong.empty(),
                has(runtime, Capability.CPU_LIMIT) ? asked.cpus() : OptionalDouble.empty(),
                asked.gpus());
        return Workload.builder(
                        release.workload(),
                        directories.release(spec.id(), release.number()),
                        LogSettings.of(directories.stdoutLog(spec.id()), directories.stderrLog(spec.id())))
                .command(release.command())
                .environment(files.environment(
                        directories.release(spec.id(), release.number()),
                        facts(release),
                        configuration.secrets(release.service())))
                .endpoints(release.endpoints())
                .user(spec.user())
                .restart(spec.restart())
                .stop(spec.stop())
                .resources(enforceable)
                .build();
    }

    private static boolean has(ServiceRuntime runtime, Capability capability) {
        return runtime.info().capabilities().contains(capability);
    }

    private static RuntimeHandle handle(Release release) {
        return release.handle()
                .orElseThrow(() -> new AiOpsException(
                        ErrorCode.WORKLOAD_NOT_FOUND,
                        "release " + release.workload() + " was never given to its runtime"));
    }
}
