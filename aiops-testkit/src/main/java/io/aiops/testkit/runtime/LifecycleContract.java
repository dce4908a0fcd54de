package io.aiops.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.runtime.Workload;
import io.aiops.service.ExitInfo;
import io.aiops.service.ServiceState;
import io.aiops.service.StopSpec;
import io.aiops.service.WorkloadId;
import io.aiops.testkit.service.HostProcesses;
import io.aiops.testkit.service.Misbehaviour;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests 1 to 13: what a workload lives through. */
public abstract class LifecycleContract extends RuntimeContract {

    /** The topic on the backend of these fixtures. */
    protected LifecycleContract(Supplier<RuntimeFixture> fixtures) {
        super(fixtures);
    }

    @Test
    @DisplayName("1 apply defines and starts nothing")
    void applyStartsNothing() {
        Workload echo = echo("echo");

        runtime.apply(echo);

        assertThat(status(echo.id()).state()).isEqualTo(ServiceState.STOPPED);
        assertThat(replica(echo.id()).pid()).isEmpty();
        assertThat(client(echo).isHealthy()).isFalse();
    }

    @Test
    @DisplayName("2 start reaches running, and the service answers")
    void startReachesRunningThenAnswers() {
        Workload echo = echo("echo");
        RuntimeHandle handle = runtime.apply(echo);

        runtime.start(handle);

        assertThat(status(echo.id()).state()).isIn(ServiceState.STARTING, ServiceState.RUNNING);
        awaitState(echo.id(), ServiceState.RUNNING);
        awaitHealthy(echo);
        assertThat(replica(echo.id()).startedAt()).isPresent();
        assertThat(replica(echo.id()).endpoint()).contains(echo.endpoints().get(0));
        assertThat(client(echo).echo().variable("PORT"))
                .contains(Integer.toString(echo.endpoints().get(0).port()));
    }

    @Test
    @DisplayName("3 starting what runs changes nothing")
    void startTwiceIsNothing() {
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);
        long pid = pid(echo.id());

        runtime.start(handle);

        assertThat(pid(echo.id())).isEqualTo(pid);
        assertThat(status(echo.id()).restarts()).isZero();
    }

    @Test
    @DisplayName("4 stop returns only when the process is gone")
    void stopReturnsWhenGone() {
        Workload slow = service("slow", Misbehaviour.none().tidiesUpFor(Duration.ofMillis(400)));
        RuntimeHandle handle = serving(slow);
        long pid = pid(slow.id());

        ExitInfo exit = runtime.stop(handle, slow.stop());

        assertThat(HostProcesses.isAlive(pid)).isFalse();
        assertThat(exit.expected()).isTrue();
        assertThat(exit.code()).hasValue(0);
        assertThat(status(slow.id()).state()).isEqualTo(ServiceState.STOPPED);
        assertThat(status(slow.id()).replicas().get(0).pid()).isEmpty();
    }

    @Test
    @DisplayName("5 stopping what is stopped, or was never started, changes nothing")
    void stopTwiceIsNothing() {
        Workload echo = echo("echo");
        RuntimeHandle handle = runtime.apply(echo);
        runtime.stop(handle, AT_ONCE);
        assertThat(status(echo.id()).state()).isEqualTo(ServiceState.STOPPED);
        runtime.start(handle);
        awaitState(echo.id(), ServiceState.RUNNING);

        runtime.stop(handle, AT_ONCE);
        runtime.stop(handle, AT_ONCE);

        assertThat(status(echo.id()).state()).isEqualTo(ServiceState.STOPPED);
    }

    @Test
    @DisplayName("6 remove leaves no trace but the log files")
    void removeStoppedLeavesNothing() {
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);
        runtime.stop(handle, echo.stop());

        runtime.remove(handle);

        assertThat(runtime.statuses()).isEmpty();
        assertThat(runtime.find(echo.id())).isEmpty();
        assertThat(fixture.traces(context, echo.id())).isEmpty();
        eventually(() -> assertThat(HostProcesses.around(home)).isEmpty());
        assertThat(echo.logs().stdout()).exists();
    }

    @Test
    @DisplayName("7 removing what runs ends it first")
    void removeRunningEndsIt() {
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);
        long pid = pid(echo.id());

        runtime.remove(handle);

        assertThat(HostProcesses.isAlive(pid)).isFalse();
        assertThat(client(echo).isHealthy()).isFalse();
        assertThat(runtime.statuses()).isEmpty();
        assertThat(fixture.traces(context, echo.id())).isEmpty();
    }

    @Test
    @DisplayName("8 removing what is not there changes nothing")
    void removeAbsentIsNothing() {
        RuntimeHandle handle = runtime.apply(echo("echo"));
        runtime.remove(handle);

        assertThatCode(() -> runtime.remove(handle)).doesNotThrowAnyException();
        assertThatCode(() -> runtime.stop(handle, AT_ONCE)).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("9 an id that was removed can be used again")
    void removedIdCanBeUsedAgain() {
        Workload echo = echo("echo");
        runtime.remove(serving(echo));

        serving(echo.toBuilder()
                .environment(workloads.environment(Misbehaviour.none(), java.util.Map.of("AGAIN", "yes")))
                .build());

        assertThat(client(echo).echo().variable("AGAIN")).contains("yes");
    }

    @Test
    @DisplayName("10 stop and start give a new process on the same port")
    void restartGetsNewProcessOnSamePort() {
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);
        long before = pid(echo.id());

        runtime.stop(handle, echo.stop());
        runtime.start(handle);

        awaitState(echo.id(), ServiceState.RUNNING);
        awaitHealthy(echo);
        assertThat(pid(echo.id())).isNotEqualTo(before);
        assertThat(status(echo.id()).restarts()).isZero();
    }

    @Test
    @DisplayName("11 a start while a stop is under way takes effect after it")
    void startWhileStoppingStartsAfterwards() throws Exception {
        Workload slow = service("slow", Misbehaviour.none().tidiesUpFor(Duration.ofMillis(700)));
        RuntimeHandle handle = serving(slow);
        long before = pid(slow.id());
        CompletableFuture<ExitInfo> stop = CompletableFuture.supplyAsync(() -> runtime.stop(handle, slow.stop()));
        awaitState(slow.id(), ServiceState.STOPPING);

        runtime.start(handle);

        assertThat(stop.get(LIMIT.toSeconds(), TimeUnit.SECONDS).expected()).isTrue();
        awaitState(slow.id(), ServiceState.RUNNING);
        awaitHealthy(slow);
        assertThat(pid(slow.id())).isNotEqualTo(before);
        assertThat(HostProcesses.isAlive(before)).isFalse();
    }

    @Test
    @DisplayName("12 a stop right after a start leaves nothing running")
    void stopWhileStartingCancels() {
        Workload late = service("late", Misbehaviour.none().listensAfter(Duration.ofSeconds(30)));
        RuntimeHandle handle = runtime.apply(late);
        runtime.start(handle);

        runtime.stop(handle, new StopSpec("TERM", Duration.ofSeconds(2)));

        assertThat(status(late.id()).state()).isEqualTo(ServiceState.STOPPED);
        assertThat(HostProcesses.around(home)).isEmpty();
    }

    @Test
    @DisplayName("13 a remove right after a start leaves nothing")
    void removeWhileStarting() {
        Workload late = service("late", Misbehaviour.none().listensAfter(Duration.ofSeconds(30)));
        RuntimeHandle handle = runtime.apply(late);
        runtime.start(handle);

        runtime.remove(handle);

        assertThat(runtime.statuses()).isEmpty();
        assertThat(HostProcesses.around(home)).isEmpty();
        assertThat(fixture.traces(context, late.id())).isEmpty();
    }

    @Test
    @DisplayName("what was removed cannot be started")
    void removedCannotBeStarted() {
        RuntimeHandle handle = runtime.apply(echo("echo"));
        runtime.remove(handle);

        Assertions.assertThatThrownBy(() -> runtime.start(handle))
                .isInstanceOfSatisfying(
                        AiOpsException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.WORKLOAD_NOT_FOUND));
    }

    @Test
    @DisplayName("closing the runtime stops nothing")
    void closeStopsNothing() {
        Workload echo = echo("echo");
        serving(echo);
        long pid = pid(echo.id());

        runtime.close();
        assertThat(client(echo).isHealthy()).isTrue();
        assertThatCode(runtime::close).doesNotThrowAnyException();

        runtime = open(context);
        assertThat(pid(echo.id())).isEqualTo(pid);
    }

    @Test
    @DisplayName("two releases of a service run side by side and write to the same log")
    void twoReleasesRunSideBySide() throws Exception {
        Workload first = echo("echo");
        Workload second = fixture.fit(workloads
                .service(
                        WorkloadId.of("echo", 2),
                        freeEndpoint(),
                        Misbehaviour.none().prints("second\n"))
                .build());
        RuntimeHandle former = serving(first);
        serving(second);
        client(first).print("first\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        runtime.remove(former);

        assertThat(client(second).isHealthy()).isTrue();
        eventually(() -> assertThat(Files.readString(second.logs().stdout())).isEqualTo("second\nfirst\n"));
    }
}
