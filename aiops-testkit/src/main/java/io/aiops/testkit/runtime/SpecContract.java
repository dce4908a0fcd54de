package io.aiops.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.runtime.Capability;
import io.aiops.runtime.LogRequest;
import io.aiops.runtime.LogStream;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.runtime.SpecProblem;
import io.aiops.runtime.Workload;
import io.aiops.service.Resources;
import io.aiops.service.ServiceState;
import io.aiops.service.WorkloadId;
import io.aiops.testkit.service.HostProcesses;
import io.aiops.testkit.service.Misbehaviour;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract tests 14 to 18: identity and specification. */
public abstract class SpecContract extends RuntimeContract {

    /** The topic on the backend of these fixtures. */
    protected SpecContract(Supplier<RuntimeFixture> fixtures) {
        super(fixtures);
    }

    static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AiOpsException.class, error -> assertThat(error.code()).isEqualTo(code));
    }

    @Test
    @DisplayName("14 applying the same specification again gives the same handle and disturbs nothing")
    void sameSpecificationIsIdempotent() {
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);
        long pid = pid(echo.id());

        assertThat(runtime.apply(echo)).isEqualTo(handle);

        assertThat(pid(echo.id())).isEqualTo(pid);
        assertThat(status(echo.id()).specHash()).isEqualTo(echo.specHash());
    }

    @Test
    @DisplayName("15 another specification conflicts with what runs, and replaces what is stopped")
    void otherSpecificationConflicts() {
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);
        Workload other = echo.toBuilder()
                .environment(workloads.environment(Misbehaviour.none(), Map.of("OTHER", "1")))
                .build();

        assertRefused(ErrorCode.WORKLOAD_CONFLICT, () -> runtime.apply(other));
        assertThat(client(echo).isHealthy()).isTrue();

        runtime.stop(handle, echo.stop());
        serving(other);
        assertThat(client(other).echo().variable("OTHER")).contains("1");
        assertThat(status(other.id()).specHash()).isEqualTo(other.specHash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "../etc", "A", "a;b", "a\nb", "-a", "a-", "é", "a/b", "a.b", "a%(here)s"})
    @DisplayName("16 a name outside the rules is refused before anything is touched")
    void namesAreRefusedFirst(String name) {
        assertRefused(ErrorCode.INVALID_SERVICE_ID, () -> WorkloadId.of(name, 1));
        assertThat(runtime.statuses()).isEmpty();
    }

    @Test
    @DisplayName("16 a wrong specification is refused with every problem at once, and leaves nothing")
    void everyProblemAtOnce() {
        Workload echo = echo("echo");
        Workload wrong = Workload.builder(echo.id(), home.resolve("missing"), echo.logs())
                .command("no-such-program", "a\0b")
                .environment(Map.of("A=B", "x", "OK", "nul\0"))
                .endpoints(echo.endpoints())
                .build();

        List<SpecProblem> problems = runtime.validate(wrong);

        assertThat(problems).extracting(SpecProblem::field).contains("command", "working_directory", "environment");
        assertThat(problems).hasSizeGreaterThanOrEqualTo(4);
        assertThatThrownBy(() -> runtime.apply(wrong)).isInstanceOfSatisfying(AiOpsException.class, error -> {
            assertThat(error.code()).isEqualTo(ErrorCode.INVALID_SPEC);
            problems.forEach(problem -> assertThat(error.message()).contains(problem.message()));
        });
        assertThat(runtime.statuses()).isEmpty();
        assertThat(fixture.traces(context, wrong.id())).isEmpty();
    }

    @Test
    @DisplayName("16 a capability that the backend lacks is refused by name")
    void missingCapabilityIsRefusedByName() {
        Workload greedy = echo("greedy").toBuilder()
                .resources(new Resources(OptionalLong.of(1 << 30), OptionalDouble.of(0.5), OptionalInt.of(1)))
                .user(Optional.of("nobody"))
                .build();
        Map<Capability, String> fields = Map.of(
                Capability.MEMORY_LIMIT, "resources.memory",
                Capability.CPU_LIMIT, "resources.cpus",
                Capability.GPU, "resources.gpus",
                Capability.USER, "user");

        List<SpecProblem> problems = runtime.validate(greedy);

        fields.forEach((capability, field) -> {
            if (runtime.info().capabilities().contains(capability)) {
                assertThat(problems).extracting(SpecProblem::field).doesNotContain(field);
            } else {
                assertThat(problems).anySatisfy(problem -> {
                    assertThat(problem.field()).isEqualTo(field);
                    assertThat(problem.message()).contains(capability.name());
                });
            }
        });
    }

    @Test
    @DisplayName("17 two platforms on one host neither see nor touch each other's workloads")
    void twoOwnersDoNotSeeEachOther() {
        Workload mine = echo("echo");
        RuntimeHandle handle = serving(mine);
        ServiceRuntime other = open(contextOf(home.resolve("other"), "platform-two"));

        assertThat(other.statuses()).isEmpty();
        assertThat(other.find(mine.id())).isEmpty();
        other.stop(handle, AT_ONCE);
        other.remove(handle);
        assertThat(client(mine).isHealthy()).isTrue();

        Workload theirs = fixture.fit(
                workloads.service("echo", freeEndpoint(), Misbehaviour.none()).build());
        RuntimeHandle second = other.apply(theirs);
        other.start(second);
        awaitHealthy(theirs);
        assertThat(runtime.statuses()).hasSize(1);
        other.remove(second);
        assertThat(client(mine).isHealthy()).isTrue();
        assertThat(HostProcesses.isAlive(pid(mine.id()))).isTrue();
    }

    @Test
    @DisplayName("18 what was never applied is absent, which is no error of a look")
    void unknownIsAbsent() {
        RuntimeHandle handle = runtime.apply(echo("echo"));
        WorkloadId never = WorkloadId.of("never", 1);
        RuntimeHandle unknown = new RuntimeHandle(handle.runtime(), never, handle.version(), handle.state());

        assertThat(runtime.statuses()).doesNotContainKey(never);
        assertThat(runtime.find(never)).isEmpty();
        assertThat(runtime.stop(unknown, AT_ONCE).code()).isEmpty();
        assertRefused(ErrorCode.WORKLOAD_NOT_FOUND, () -> runtime.start(unknown));
        assertRefused(
                ErrorCode.WORKLOAD_NOT_FOUND, () -> runtime.readLog(unknown, LogRequest.tail(LogStream.STDOUT, 100)));
    }

    @Test
    @DisplayName("each replica has its own process, port and log")
    void replicasAreApart() {
        needs(Capability.REPLICAS);
        Workload pair = fixture.fit(workloads
                .service("pair", freeEndpoint(), Misbehaviour.none().prints("here\n"))
                .endpoints(List.of(freeEndpoint(), freeEndpoint()))
                .build());
        RuntimeHandle handle = running(pair);
        eventually(() -> assertThat(status(pair.id()).replicas())
                .extracting(replica -> replica.state())
                .containsOnly(ServiceState.RUNNING));

        for (int index = 0; index < 2; index++) {
            int replica = index;
            var endpoint = pair.endpoints().get(index);
            patiently().until(() -> new io.aiops.testkit.service.TestServiceClient(endpoint).isHealthy());
            eventually(() -> assertThat(
                            runtime.readLog(handle, new LogRequest(LogStream.STDOUT, replica, Optional.empty(), 100))
                                    .text())
                    .isEqualTo("here\n"));
        }
        assertThat(status(pair.id()).replicas().get(0).pid())
                .isNotEqualTo(status(pair.id()).replicas().get(1).pid());
        runtime.stop(handle, pair.stop());
        assertThat(HostProcesses.around(home)).isEmpty();
    }
}
