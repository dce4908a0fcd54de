package io.aiops.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiops.error.ErrorCode;
import io.aiops.runtime.Adoption;
import io.aiops.runtime.Capability;
import io.aiops.runtime.LogRequest;
import io.aiops.runtime.LogSlice;
import io.aiops.runtime.LogStream;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.runtime.RuntimeHealth;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.runtime.Workload;
import io.aiops.service.RestartPolicy;
import io.aiops.service.ServiceState;
import io.aiops.testkit.service.HostProcesses;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests 38 to 46, 50 and 54: platforms and backends die, services live. */
public abstract class RecoveryContract extends RuntimeContract {

    private final List<PlatformProcess> platforms = new ArrayList<>();

    /** The topic on the backend of these fixtures. */
    protected RecoveryContract(Supplier<RuntimeFixture> fixtures) {
        super(fixtures);
    }

    @AfterEach
    void endPlatforms() {
        platforms.forEach(PlatformProcess::close);
    }

    /** Lets another JVM start workloads; this one's runtime is closed for it. */
    private PlatformProcess platform(Workload... with) throws Exception {
        runtime.close();
        PlatformProcess platform = PlatformProcess.start(fixture.getClass(), home, List.of(with));
        platforms.add(platform);
        patiently().until(() -> platform.handles().size() == with.length || !platform.isAlive());
        assertThat(platform.isAlive())
                .as(() -> "platform: " + text(home.resolve("platform.out")))
                .isTrue();
        for (Workload workload : with) {
            awaitHealthy(workload);
        }
        return platform;
    }

    private static String text(java.nio.file.Path file) {
        try {
            return java.nio.file.Files.readString(file);
        } catch (java.io.IOException none) {
            return "";
        }
    }

    @Test
    @DisplayName("38 kill -9 of the platform leaves its services serving, and a crash meanwhile is healed")
    void servicesOutliveThePlatform() throws Exception {
        Workload echo = echo("echo");
        PlatformProcess platform = platform(echo);
        long pid = client(echo).echo().pid();

        platform.kill();

        assertThat(client(echo).echo().pid()).isEqualTo(pid);
        client(echo).die(9);
        awaitHealthy(echo);
        assertThat(client(echo).echo().pid()).isNotEqualTo(pid);

        runtime = open(context);
        assertThat(replica(echo.id()).restarts()).isEqualTo(1);
        assertThat(replica(echo.id()).lastExit().orElseThrow().signal()).hasValue(9);
    }

    @Test
    @DisplayName("39 the next platform takes up the same process on the same port; 44 the log goes on")
    void nextPlatformAdopts() throws Exception {
        Workload echo = echo("echo");
        PlatformProcess platform = platform(echo);
        client(echo).print("before\n".getBytes(StandardCharsets.UTF_8));
        long pid = client(echo).echo().pid();
        platform.kill();
        client(echo).print("between\n".getBytes(StandardCharsets.UTF_8));
        runtime = open(context);

        assertThat(runtime.adopt(echo.id(), platform.handles().get(0))).isEqualTo(Adoption.ADOPTED);

        awaitState(echo.id(), ServiceState.RUNNING);
        assertThat(pid(echo.id())).isEqualTo(pid);
        assertThat(client(echo).echo().pid()).isEqualTo(pid);
        assertThat(status(echo.id()).restarts()).isZero();
        client(echo).print("after\n".getBytes(StandardCharsets.UTF_8));
        assertThat(runtime.readLog(platform.handles().get(0), LogRequest.tail(LogStream.STDOUT, 1000))
                        .text())
                .isEqualTo("before\nbetween\nafter\n");
        assertThat(runtime.apply(echo)).isEqualTo(platform.handles().get(0));
        runtime.stop(platform.handles().get(0), echo.stop());
        assertThat(HostProcesses.isAlive(pid)).isFalse();
    }

    @Test
    @DisplayName("39 a hundredfold kill: platform after platform dies, the process stays the same")
    void adoptionRepeats() throws Exception {
        Workload one = echo("one");
        Workload two = echo("two");
        PlatformProcess first = platform(one, two);
        long pid = client(one).echo().pid();
        first.kill();

        PlatformProcess second = platform(one, two);
        second.kill();

        runtime = open(context);
        assertThat(second.handles()).isEqualTo(first.handles());
        assertThat(runtime.adopt(one.id(), first.handles().get(0))).isEqualTo(Adoption.ADOPTED);
        assertThat(pid(one.id())).isEqualTo(pid);
        assertThat(status(two.id()).restarts()).isZero();
    }

    @Test
    @DisplayName("40 what ended while nobody looked is gone, with the exit as far as it is known")
    void goneIsReported() {
        Workload brief = echo("brief").toBuilder().restart(RestartPolicy.NEVER).build();
        RuntimeHandle handle = serving(brief);
        runtime.close();
        client(brief).exit(7);
        patiently().until(() -> !client(brief).isHealthy());
        eventually(() -> assertThat(HostProcesses.around(home)).isEmpty());
        runtime = open(context);

        assertThat(runtime.adopt(brief.id(), handle)).isEqualTo(Adoption.GONE);

        assertThat(status(brief.id()).state()).isEqualTo(ServiceState.EXITED);
        assertThat(replica(brief.id()).lastExit()).isPresent();
    }

    @Test
    @DisplayName("40 what was stopped is gone, and adopting it starts nothing")
    void stoppedIsGone() {
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);
        runtime.stop(handle, echo.stop());

        assertThat(reopen().adopt(echo.id(), handle)).isEqualTo(Adoption.GONE);
        assertThat(status(echo.id()).state()).isEqualTo(ServiceState.STOPPED);

        runtime.remove(handle);
        assertThat(runtime.adopt(echo.id(), handle)).isEqualTo(Adoption.GONE);
    }

    @Test
    @DisplayName("40 service and backend killed together are gone, and adopting them starts nothing")
    void killedTogetherIsGone() {
        needs(Power.KILL_BACKEND);
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);
        long pid = pid(echo.id());
        runtime.close();
        fixture.killBackend(context, echo.id());
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        patiently().until(() -> !HostProcesses.isAlive(pid));
        runtime = open(context);

        assertThat(runtime.adopt(echo.id(), handle)).isEqualTo(Adoption.GONE);

        assertThat(status(echo.id()).state()).isEqualTo(ServiceState.EXITED);
        assertThat(replica(echo.id()).lastExit().orElseThrow().inWords()).contains("nobody saw");
        runtime.start(handle);
        awaitHealthy(echo);
    }

    @Test
    @DisplayName("41 a process that is not ours is refused, and neither signalled nor adopted")
    void foreignProcessIsRefused() throws Exception {
        needs(Power.FORGE_PROCESS);
        Process stranger = new ProcessBuilder("setsid", "sleep", "60").start();
        try {
            Workload echo = echo("echo");
            RuntimeHandle handle = serving(echo);
            runtime.close();
            fixture.forge(context, echo.id(), stranger.pid(), Optional.empty());
            runtime = open(context);

            assertThat(runtime.adopt(echo.id(), handle)).isEqualTo(Adoption.FOREIGN);
            assertThat(replica(echo.id()).pid()).isEmpty();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    @DisplayName("41 another platform's workload in the same place is foreign")
    void otherPlatformsWorkloadIsForeign() {
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);
        runtime.close();

        ServiceRuntime other = open(contextOf(home, "platform-two"));

        assertThat(other.adopt(echo.id(), handle)).isEqualTo(Adoption.FOREIGN);
        assertThat(other.statuses()).isEmpty();
        other.close();
        assertThat(client(echo).isHealthy()).isTrue();
        runtime = open(context);
        assertThat(runtime.adopt(echo.id(), handle)).isEqualTo(Adoption.ADOPTED);
    }

    @Test
    @DisplayName("42 adopting twice is the same as once")
    void adoptTwice() {
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);
        long pid = pid(echo.id());
        reopen();

        assertThat(runtime.adopt(echo.id(), handle)).isEqualTo(Adoption.ADOPTED);
        assertThat(runtime.adopt(echo.id(), handle)).isEqualTo(Adoption.ADOPTED);

        assertThat(pid(echo.id())).isEqualTo(pid);
    }

    @Test
    @DisplayName("43 an exit after an adoption is seen within a second")
    void exitAfterAdoptionIsSeen() {
        Workload echo = echo("echo").toBuilder().restart(RestartPolicy.NEVER).build();
        RuntimeHandle handle = serving(echo);
        reopen();
        assertThat(runtime.adopt(echo.id(), handle)).isEqualTo(Adoption.ADOPTED);
        List<ServiceState> seen = new CopyOnWriteArrayList<>();
        try (var subscription = runtime.watch(event -> event.status().ifPresent(status -> seen.add(status.state())))) {
            patiently().until(() -> seen.contains(ServiceState.RUNNING));

            client(echo).exit(4);

            patiently().atMost(Duration.ofSeconds(1)).until(() -> seen.contains(ServiceState.EXITED));
        }
        assertThat(replica(echo.id()).lastExit().orElseThrow().code()).hasValue(4);
    }

    @Test
    @DisplayName("45 what the last platform started but forgot is found, and can be ended")
    void forgottenWorkloadIsFound() throws Exception {
        Workload echo = echo("echo");
        PlatformProcess platform = platform(echo);
        long pid = client(echo).echo().pid();
        platform.kill();
        runtime = open(context);

        assertThat(runtime.statuses()).containsOnlyKeys(echo.id());
        RuntimeHandle found = runtime.find(echo.id()).orElseThrow();
        assertThat(runtime.adopt(echo.id(), found)).isEqualTo(Adoption.ADOPTED);
        runtime.remove(found);

        assertThat(HostProcesses.isAlive(pid)).isFalse();
        assertThat(runtime.statuses()).isEmpty();
    }

    @Test
    @DisplayName("46 kill -9 of what keeps a service: the service stays, and is kept again")
    void killedBackendIsReplaced() {
        needs(Power.KILL_BACKEND);
        needs(Capability.SURVIVES_BACKEND_RESTART);
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);
        long pid = pid(echo.id());

        fixture.killBackend(context, echo.id());

        assertThat(status(echo.id()).state()).isIn(ServiceState.RUNNING, ServiceState.UNKNOWN);
        assertThat(client(echo).echo().pid()).isEqualTo(pid);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        eventually(() -> assertThat(replica(echo.id()).pid().orElse(pid)).isNotEqualTo(pid));
        awaitHealthy(echo);
        runtime.stop(handle, echo.stop());
        assertThat(HostProcesses.around(home)).isEmpty();
    }

    @Test
    @DisplayName("46 a backend killed while no platform lives is replaced by the adoption, with the same process")
    void killedBackendIsReplacedByAdoption() {
        needs(Power.KILL_BACKEND);
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);
        long pid = pid(echo.id());
        runtime.close();
        fixture.killBackend(context, echo.id());
        runtime = open(context);

        assertThat(runtime.adopt(echo.id(), handle)).isEqualTo(Adoption.ADOPTED);

        assertThat(pid(echo.id())).isEqualTo(pid);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        eventually(() -> assertThat(replica(echo.id()).pid().orElse(pid)).isNotEqualTo(pid));
        awaitHealthy(echo);
    }

    @Test
    @DisplayName("46 a stop works while what kept the service is dead")
    void stopWithoutBackend() {
        needs(Power.KILL_BACKEND);
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);
        fixture.killBackend(context, echo.id());

        runtime.stop(handle, echo.stop());

        assertThat(status(echo.id()).state()).isEqualTo(ServiceState.STOPPED);
        assertThat(HostProcesses.around(home)).isEmpty();
    }

    @Test
    @DisplayName("50 a backend that does not answer makes states unknown, in time")
    void cutBackendIsUnknown() {
        needs(Power.CUT_BACKEND);
        Workload echo = echo("echo");
        serving(echo);
        fixture.cut(context);
        long begin = System.nanoTime();

        assertThat(status(echo.id()).state()).isEqualTo(ServiceState.UNKNOWN);
        assertThat(runtime.ping(Duration.ofSeconds(1)).state()).isEqualTo(RuntimeHealth.State.DOWN);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        fixture.restore(context);
        awaitState(echo.id(), ServiceState.RUNNING);
    }

    @Test
    @DisplayName("50 a ping never throws, and says why a runtime is down")
    void pingNeverThrows() {
        assertThat(runtime.ping(Duration.ofSeconds(5)).state()).isEqualTo(RuntimeHealth.State.UP);
        runtime.close();
        RuntimeHealth health = runtime.ping(Duration.ofMillis(1));
        assertThat(health.state()).isEqualTo(RuntimeHealth.State.DOWN);
        assertThat(health.reason()).isNotEmpty();
        SpecContract.assertRefused(ErrorCode.BACKEND_UNAVAILABLE, runtime::statuses);
    }

    @Test
    @DisplayName("54 a second platform on the same home is refused, in the same process and in another")
    void secondPlatformIsRefused() throws Exception {
        SpecContract.assertRefused(ErrorCode.STATE_IN_USE, () -> open(context));
        SpecContract.assertRefused(ErrorCode.STATE_IN_USE, () -> open(context));

        PlatformProcess second = PlatformProcess.start(fixture.getClass(), home, List.of());
        platforms.add(second);
        patiently().until(() -> !second.isAlive());
        assertThat(text(home.resolve("platform.out"))).contains("is in use");

        reopen();
        assertThat(runtime.statuses()).isEmpty();
    }

    @Test
    @DisplayName("a cursor of before the restart reads on after it")
    void cursorSurvivesRestart() {
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);
        client(echo).print("one\n".getBytes(StandardCharsets.UTF_8));
        LogSlice first = runtime.readLog(handle, LogRequest.tail(LogStream.STDOUT, 100));
        reopen();
        client(echo).print("two\n".getBytes(StandardCharsets.UTF_8));

        LogSlice second = runtime.readLog(handle, LogRequest.after(LogStream.STDOUT, first.next(), 100));

        assertThat(first.text()).isEqualTo("one\n");
        assertThat(second.text()).isEqualTo("two\n");
    }
}
