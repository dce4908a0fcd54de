package io.aiops.testkit.runtime;

import io.aiops.runtime.LogSettings;
import io.aiops.runtime.Workload;
import io.aiops.service.Endpoint;
import io.aiops.service.RestartPolicy;
import io.aiops.service.StopSpec;
import io.aiops.service.WorkloadId;
import io.aiops.testkit.service.Misbehaviour;
import io.aiops.testkit.service.TestService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The workloads that the suite runs: test services that count as started early and are given up soon. */
final class ContractWorkloads {

    /** Lives a fifth of a second to count as started; one retry. */
    static final RestartPolicy QUICK = new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, Duration.ofMillis(200), 1);

    /** Names the folder of a test in every process that the test starts. */
    static final String MARK = "TEST_HOME";

    private final Path home;
    private final TestService program;

    ContractWorkloads(Path home) {
        this.home = home;
        this.program = TestService.in(home.resolve("program"));
    }

    Workload.Builder service(String name, Endpoint endpoint, Misbehaviour behaviour) {
        return service(WorkloadId.of(name, 1), endpoint, behaviour);
    }

    Workload.Builder service(WorkloadId id, Endpoint endpoint, Misbehaviour behaviour) {
        return Workload.builder(id, home, logs(id))
                .command(program.command())
                .environment(environment(behaviour, Map.of()))
                .endpoints(List.of(endpoint))
                .restart(QUICK)
                .stop(new StopSpec("TERM", Duration.ofSeconds(3)));
    }

    Map<String, String> environment(Misbehaviour behaviour, Map<String, String> more) {
        Map<String, String> environment = new LinkedHashMap<>(behaviour.environment());
        environment.put(MARK, home.toString());
        environment.putAll(more);
        return environment;
    }

    LogSettings logs(WorkloadId id) {
        return LogSettings.of(
                home.resolve("logs/" + id.service() + ".log"), home.resolve("logs/" + id.service() + "_error.log"));
    }

    TestService program() {
        return program;
    }
}
