package io.aiops.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aiops.runtime.Capability;
import io.aiops.runtime.ReplicaStatus;
import io.aiops.runtime.RuntimeContext;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.runtime.RuntimeHealth;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.runtime.Workload;
import io.aiops.runtime.WorkloadStatus;
import io.aiops.service.Endpoint;
import io.aiops.service.ServiceState;
import io.aiops.service.StopSpec;
import io.aiops.service.WorkloadId;
import io.aiops.testkit.backend.Backend;
import io.aiops.testkit.backend.RequiresBackend;
import io.aiops.testkit.service.FreePorts;
import io.aiops.testkit.service.HostProcesses;
import io.aiops.testkit.service.Misbehaviour;
import io.aiops.testkit.service.TestServiceClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What all topics of the contract share: a home, a runtime for it, and a look afterwards that nothing is left running. */
@RequiresBackend(Backend.PYTHON)
@Timeout(60)
abstract class RuntimeContract {

    static final Duration LIMIT = Duration.ofSeconds(15);
    static final StopSpec AT_ONCE = new StopSpec("KILL", Duration.ZERO);

    private final Supplier<RuntimeFixture> fixtures;
    private final FreePorts ports = new FreePorts();
    private final List<ServiceRuntime> opened = new ArrayList<>();

    Path home;
    RuntimeFixture fixture;
    RuntimeContext context;
    ServiceRuntime runtime;
    ContractWorkloads workloads;

    RuntimeContract(Supplier<RuntimeFixture> fixtures) {
        this.fixtures = fixtures;
    }

    @BeforeEach
    void openRuntime(@TempDir Path temporary) {
        home = temporary;
        fixture = fixtures.get();
        context = contextOf(home, "platform-one");
        workloads = new ContractWorkloads(home);
        runtime = open(context);
    }

    @AfterEach
    void leaveNothingBehind() {
        for (ServiceRuntime each : opened) {
            if (isOpen(each)) {
                removeAll(each);
                each.close();
            }
        }
        fixture.close();
        eventually(() -> assertThat(HostProcesses.around(home).stream()
                        .map(HostProcesses::commandLine)
                        .toList())
                .as("processes that outlived the removal of their workloads")
                .isEmpty());
    }

    private static boolean isOpen(ServiceRuntime runtime) {
        return runtime.ping(Duration.ofSeconds(5)).state() != RuntimeHealth.State.DOWN;
    }

    private static void removeAll(ServiceRuntime runtime) {
        for (WorkloadId id : runtime.statuses().keySet()) {
            RuntimeHandle handle = runtime.find(id).orElseThrow();
            runtime.stop(handle, AT_ONCE);
            runtime.remove(handle);
        }
    }

    static RuntimeContext contextOf(Path home, String platformId) {
        return new RuntimeContext(platformId, home, Clock.systemUTC(), key -> Optional.empty());
    }

    /** A runtime that is closed after the test with all it holds. */
    ServiceRuntime open(RuntimeContext where) {
        ServiceRuntime made = fixture.open(where);
        opened.add(made);
        return made;
    }

    /** Lets this platform end in order and opens the next one on the same home. */
    ServiceRuntime reopen() {
        runtime.close();
        runtime = open(context);
        return runtime;
    }

    /** Reports the test as not run, with the reason, if the backend's tests lack the power that it needs. */
    void needs(Power power) {
        Optional<String> lack = fixture.lack(power);
        assumeTrue(lack.isEmpty(), () -> runtime.info().name() + " cannot " + power + ": " + lack.orElse(""));
    }

    /** Reports the test as not run if the backend does not offer the capability. */
    void needs(Capability capability) {
        assumeTrue(
                runtime.info().capabilities().contains(capability),
                () -> runtime.info().name() + " does not offer " + capability);
    }

    Endpoint freeEndpoint() {
        return ports.next();
    }

    Workload echo(String name) {
        return service(name, Misbehaviour.none());
    }

    Workload service(String name, Misbehaviour behaviour) {
        return fixture.fit(workloads.service(name, freeEndpoint(), behaviour).build());
    }

    /** Applies and starts a workload and waits until its process lives long enough to count as started. */
    RuntimeHandle running(Workload workload) {
        RuntimeHandle handle = runtime.apply(workload);
        runtime.start(handle);
        awaitState(workload.id(), ServiceState.RUNNING);
        return handle;
    }

    /** The same, and waits until it answers. */
    RuntimeHandle serving(Workload workload) {
        RuntimeHandle handle = running(workload);
        awaitHealthy(workload);
        return handle;
    }

    TestServiceClient client(Workload workload) {
        return new TestServiceClient(workload.endpoints().get(0));
    }

    void awaitHealthy(Workload workload) {
        patiently().until(() -> client(workload).isHealthy());
    }

    void awaitState(WorkloadId id, ServiceState... anyOf) {
        eventually(() -> assertThat(status(id).state()).isIn((Object[]) anyOf));
    }

    WorkloadStatus status(WorkloadId id) {
        WorkloadStatus status = runtime.statuses().get(id);
        assertThat(status).as("status of %s", id).isNotNull();
        return status;
    }

    ReplicaStatus replica(WorkloadId id) {
        return status(id).replicas().get(0);
    }

    /** The process of the first replica, which must run. */
    long pid(WorkloadId id) {
        return replica(id).pid().orElseThrow();
    }

    static ConditionFactory patiently() {
        return await().atMost(LIMIT).pollInterval(Duration.ofMillis(15)).pollDelay(Duration.ZERO);
    }

    static void eventually(ThrowingRunnable assertion) {
        patiently().untilAsserted(assertion);
    }
}
