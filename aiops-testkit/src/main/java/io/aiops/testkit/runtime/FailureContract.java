package io.aiops.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiops.error.ErrorCode;
import io.aiops.runtime.Capability;
import io.aiops.runtime.LogRequest;
import io.aiops.runtime.LogStream;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.runtime.Workload;
import io.aiops.service.Endpoint;
import io.aiops.service.Resources;
import io.aiops.service.RestartPolicy;
import io.aiops.service.ServiceState;
import io.aiops.testkit.service.HostProcesses;
import io.aiops.testkit.service.Misbehaviour;
import io.aiops.testkit.service.Offspring;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests 26 to 32: what goes wrong with a service, and what becomes of it. */
public abstract class FailureContract extends RuntimeContract {

    private static final Duration SOON = Duration.ofMillis(1);

    /** The topic on the backend of these fixtures. */
    protected FailureContract(Supplier<RuntimeFixture> fixtures) {
        super(fixtures);
    }

    private Workload with(Workload workload, RestartPolicy.Mode mode) {
        return workload.toBuilder()
                .restart(new RestartPolicy(mode, Duration.ofMillis(200), 1))
                .build();
    }

    @Test
    @DisplayName("26 a missing program is a wrong specification, not an endless retry")
    void missingProgramIsInvalid() {
        Workload missing = echo("missing").toBuilder()
                .command(home.resolve("no/such/program").toString())
                .build();

        SpecContract.assertRefused(ErrorCode.INVALID_SPEC, () -> runtime.apply(missing));
        assertThat(runtime.statuses()).isEmpty();
    }

    @Test
    @DisplayName("26 a program that disappears after apply is given up at once, with the reason")
    void vanishedProgramIsFatal() throws Exception {
        Path program = Files.writeString(home.resolve("short-lived"), "#!/bin/sh\nexec sleep 60\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Workload vanished =
                echo("vanished").toBuilder().command(program.toString()).build();
        RuntimeHandle handle = runtime.apply(fixture.fit(vanished));
        Files.delete(program);

        runtime.start(handle);

        awaitState(vanished.id(), ServiceState.FATAL);
        assertThat(replica(vanished.id()).message()).contains(program.toString());
        assertThat(status(vanished.id()).restarts()).isZero();
    }

    @Test
    @DisplayName("27 a service that exits at once is given up after its retries, with its exit and last lines")
    void exitAtOnceIsReportedWithItsLastLines() {
        Workload broken = service(
                "broken",
                Misbehaviour.none()
                        .complains("ImportError: no module named x\n")
                        .exitsAfter(SOON, 3));
        RuntimeHandle handle = runtime.apply(broken);

        runtime.start(handle);

        awaitState(broken.id(), ServiceState.FATAL);
        assertThat(replica(broken.id()).lastExit().orElseThrow().code()).hasValue(3);
        assertThat(replica(broken.id()).lastExit().orElseThrow().expected()).isFalse();
        assertThat(replica(broken.id()).message()).contains("exit code 3");
        assertThat(replica(broken.id()).restarts()).isEqualTo(1);
        assertThat(runtime.readLog(handle, LogRequest.tail(LogStream.STDERR, 4096))
                        .text())
                .isEqualTo("ImportError: no module named x\n".repeat(2));
        assertThat(HostProcesses.around(home)).isEmpty();
    }

    @Test
    @DisplayName("27 what was given up starts again by request")
    void fatalStartsAgainByRequest() {
        Path marker = home.resolve("fixed");
        Workload broken = with(
                service("broken", Misbehaviour.none().exitsAfter(SOON, 3).onlyOnce(marker)), RestartPolicy.Mode.NEVER);
        RuntimeHandle handle = runtime.apply(broken);
        runtime.start(handle);
        awaitState(broken.id(), ServiceState.EXITED);

        runtime.start(handle);

        awaitState(broken.id(), ServiceState.RUNNING);
        assertThat(status(broken.id()).restarts()).isZero();
    }

    @Test
    @DisplayName("28 the exit code is reported")
    void exitCodeIsReported() {
        needs(Capability.EXIT_CODE);
        Workload failing = with(service("failing", Misbehaviour.none().exitsAfter(SOON, 42)), RestartPolicy.Mode.NEVER);

        runtime.start(runtime.apply(failing));

        awaitState(failing.id(), ServiceState.EXITED);
        assertThat(replica(failing.id()).lastExit().orElseThrow().code()).hasValue(42);
        assertThat(replica(failing.id()).lastExit().orElseThrow().signal()).isEmpty();
    }

    @Test
    @DisplayName("28 a service that ends well stays so where it restarts on failure only")
    void goodEndIsLeftAlone() {
        Workload done = service("done", Misbehaviour.none().exitsAfter(SOON, 0));

        runtime.start(runtime.apply(done));

        awaitState(done.id(), ServiceState.EXITED);
        assertThat(replica(done.id()).lastExit().orElseThrow().code()).hasValue(0);
        assertThat(replica(done.id()).restarts()).isZero();
    }

    @Test
    @DisplayName("28 a service that ends well starts again where it always restarts")
    void goodEndIsRestartedWhereAsked() {
        Workload always = with(
                service("always", Misbehaviour.none().exitsAfter(SOON, 0).onlyOnce(home.resolve("ended"))),
                RestartPolicy.Mode.ALWAYS);

        runtime.start(runtime.apply(always));

        awaitState(always.id(), ServiceState.RUNNING);
        assertThat(replica(always.id()).restarts()).isEqualTo(1);
    }

    @Test
    @DisplayName("29 a death by signal is reported as one")
    void deathBySignalIsReported() {
        needs(Capability.EXIT_CODE);
        Workload killed = with(service("killed", Misbehaviour.none().diesAfter(SOON, 6)), RestartPolicy.Mode.NEVER);

        runtime.start(runtime.apply(killed));

        awaitState(killed.id(), ServiceState.EXITED);
        assertThat(replica(killed.id()).lastExit().orElseThrow().signal()).hasValue(6);
        assertThat(replica(killed.id()).lastExit().orElseThrow().code()).isEmpty();
    }

    @Test
    @DisplayName("29 a service that crashes is started again, and its crash is told")
    void crashIsHealed() {
        Workload echo = echo("echo");
        serving(echo);
        long before = pid(echo.id());

        client(echo).die(9);

        eventually(() -> assertThat(replica(echo.id()).pid().orElse(before)).isNotEqualTo(before));
        awaitHealthy(echo);
        assertThat(replica(echo.id()).restarts()).isEqualTo(1);
        assertThat(replica(echo.id()).lastExit().orElseThrow().expected()).isFalse();
        assertThat(replica(echo.id()).lastExit().orElseThrow().signal()).hasValue(9);
    }

    @Test
    @DisplayName("29 what a crashed process left behind is ended before the next one starts")
    void leftoversOfACrashGoFirst() {
        Workload parent = echo("parent");
        serving(parent);
        List<Long> left = List.of(
                client(parent).spawn(Offspring.CHILD),
                client(parent).spawn(Offspring.SESSION),
                client(parent).spawn(Offspring.DAEMON));
        long before = pid(parent.id());

        client(parent).die(9);

        eventually(() -> assertThat(replica(parent.id()).pid().orElse(before)).isNotEqualTo(before));
        awaitHealthy(parent);
        assertThat(left).noneMatch(HostProcesses::isAlive);
    }

    @Test
    @DisplayName("30 an end for using too much memory is reported as that")
    void outOfMemoryIsReported() {
        needs(Capability.MEMORY_LIMIT);
        Workload greedy = fixture.fit(echo("greedy").toBuilder()
                .command("/usr/bin/python3", "-c", "x = bytearray(512 * 1024 * 1024)")
                .resources(new Resources(OptionalLong.of(64 << 20), OptionalDouble.empty(), OptionalInt.empty()))
                .restart(RestartPolicy.NEVER)
                .build());

        runtime.start(runtime.apply(greedy));

        awaitState(greedy.id(), ServiceState.EXITED);
        assertThat(replica(greedy.id()).lastExit().orElseThrow().outOfMemory()).isTrue();
    }

    @Test
    @DisplayName("31 a port that somebody else holds is told before anything is started")
    void heldPortIsTold() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Endpoint held = new Endpoint("127.0.0.1", stranger.getLocalPort());
            Workload late = fixture.fit(
                    workloads.service("late", held, Misbehaviour.none()).build());
            RuntimeHandle handle = runtime.apply(late);

            SpecContract.assertRefused(ErrorCode.PORT_TAKEN, () -> runtime.start(handle));

            assertThat(status(late.id()).state()).isEqualTo(ServiceState.STOPPED);
            assertThat(HostProcesses.around(home)).isEmpty();
        }
    }

    @Test
    @DisplayName("31 a service that binds twice fails with its own words in its log")
    void secondBindFails() {
        Workload twice = service("twice", Misbehaviour.none().bindsTwice());
        RuntimeHandle handle = runtime.apply(twice);

        runtime.start(handle);

        awaitState(twice.id(), ServiceState.FATAL);
        assertThat(replica(twice.id()).lastExit().orElseThrow().code()).hasValue(98);
        assertThat(runtime.readLog(handle, LogRequest.tail(LogStream.STDERR, 4096))
                        .text())
                .contains("Address already in use");
    }

    @Test
    @DisplayName("32 a start that fails for one replica leaves none of them")
    void failedStartLeavesNoReplica() throws Exception {
        needs(Capability.REPLICAS);
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Workload pair = fixture.fit(workloads
                    .service("pair", freeEndpoint(), Misbehaviour.none())
                    .endpoints(List.of(freeEndpoint(), new Endpoint("127.0.0.1", stranger.getLocalPort())))
                    .build());
            RuntimeHandle handle = runtime.apply(pair);

            SpecContract.assertRefused(ErrorCode.PORT_TAKEN, () -> runtime.start(handle));

            assertThat(HostProcesses.around(home)).isEmpty();
            assertThat(status(pair.id()).state()).isEqualTo(ServiceState.STOPPED);
        }
    }
}
