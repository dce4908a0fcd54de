package io.aiops.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.runtime.Workload;
import io.aiops.service.ExitInfo;
import io.aiops.service.RestartPolicy;
import io.aiops.service.ServiceState;
import io.aiops.service.StopSpec;
import io.aiops.testkit.service.HostProcesses;
import io.aiops.testkit.service.Misbehaviour;
import io.aiops.testkit.service.Offspring;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract tests 33 to 37: a stop ends everything of the workload, and nothing else. */
public abstract class StopContract extends RuntimeContract {

    /** The topic on the backend of these fixtures. */
    protected StopContract(Supplier<RuntimeFixture> fixtures) {
        super(fixtures);
    }

    @Test
    @DisplayName("33 who ignores TERM is killed after the grace, not before")
    void ignoringTermIsKilledAfterGrace() {
        Workload stubborn = service("stubborn", Misbehaviour.none().ignores("TERM"));
        RuntimeHandle handle = serving(stubborn);
        long pid = pid(stubborn.id());
        long begin = System.nanoTime();

        ExitInfo exit = runtime.stop(handle, new StopSpec("TERM", Duration.ofMillis(500)));

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(500), Duration.ofSeconds(5));
        assertThat(HostProcesses.isAlive(pid)).isFalse();
        assertThat(exit.signal()).hasValue(9);
        assertThat(exit.expected()).isTrue();
    }

    @Test
    @DisplayName("33 who tidies up within the grace is not disturbed, and neither are its children")
    void graceIsGranted() throws Exception {
        Workload tidy = service("tidy", Misbehaviour.none().tidiesUpFor(Duration.ofMillis(600)));
        RuntimeHandle handle = serving(tidy);

        ExitInfo exit = runtime.stop(handle, new StopSpec("TERM", Duration.ofSeconds(10)));

        assertThat(exit.code()).hasValue(0);
        assertThat(java.nio.file.Files.readString(tidy.logs().stdout())).isEqualTo("tidied up\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "QUIT", "HUP", "USR1", "USR2"})
    @DisplayName("33 the signal that was asked for is the one that is sent")
    void askedSignalIsSent(String signal) {
        Workload echo = echo("echo");
        RuntimeHandle handle = running(echo.toBuilder()
                .command(
                        "/bin/sh",
                        "-c",
                        "trap 'echo got " + signal + "; exit 5' " + signal + "; while :; do sleep 0.05; done")
                .build());

        ExitInfo exit = runtime.stop(handle, new StopSpec(signal, Duration.ofSeconds(10)));

        assertThat(exit.code()).hasValue(5);
    }

    @Test
    @DisplayName("34 the whole tree goes: children, grandchildren, other sessions, daemons, an empty environment")
    void wholeTreeDies() {
        Workload parent = service("parent", Misbehaviour.none().spawns(Offspring.values()));
        RuntimeHandle handle = serving(parent);
        List<Long> tree = client(parent).echo().children();
        assertThat(tree).hasSize(Offspring.values().length).allMatch(HostProcesses::isAlive);

        runtime.stop(handle, new StopSpec("TERM", Duration.ofMillis(400)));

        assertThat(tree).noneMatch(HostProcesses::isAlive);
        assertThat(HostProcesses.around(home)).isEmpty();
    }

    @Test
    @DisplayName("34 children that outlived their parent go too")
    void orphansDie() {
        Workload parent =
                echo("parent").toBuilder().restart(RestartPolicy.NEVER).build();
        RuntimeHandle handle = serving(parent);
        long daemon = client(parent).spawn(Offspring.DAEMON);
        client(parent).exit(0);
        awaitState(parent.id(), ServiceState.EXITED);
        assertThat(HostProcesses.isAlive(daemon)).isTrue();

        runtime.stop(handle, AT_ONCE);

        assertThat(HostProcesses.isAlive(daemon)).isFalse();
    }

    @Test
    @DisplayName("34 a stop while it waits to be started again ends the waiting")
    void stopEndsBackoff() {
        Workload broken = service("broken", Misbehaviour.none().exitsAfter(Duration.ofMillis(1), 1)).toBuilder()
                .restart(new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, Duration.ofSeconds(5), 10))
                .build();
        RuntimeHandle handle = runtime.apply(broken);
        runtime.start(handle);
        awaitState(broken.id(), ServiceState.BACKOFF);

        runtime.stop(handle, broken.stop());

        assertThat(status(broken.id()).state()).isEqualTo(ServiceState.STOPPED);
        assertThat(HostProcesses.around(home)).isEmpty();
    }

    @Test
    @DisplayName("35 a stop that does not succeed names who is left")
    void survivorsAreNamed() {
        needs(Power.POWERLESS);
        runtime.close();
        ServiceRuntime powerless = fixture.openPowerless(context);
        Workload echo = echo("echo");
        RuntimeHandle handle = powerless.apply(echo);
        powerless.start(handle);
        awaitHealthy(echo);
        long pid = client(echo).echo().pid();

        assertThatThrownBy(() -> powerless.stop(handle, AT_ONCE))
                .isInstanceOfSatisfying(AiOpsException.class, error -> {
                    assertThat(error.code()).isEqualTo(ErrorCode.STOP_TIMEOUT);
                    assertThat(error.details()).containsEntry("survivors", List.of(pid));
                    assertThat(error.message()).contains(Long.toString(pid));
                });
        assertThat(client(echo).isHealthy()).isTrue();

        powerless.close();
        runtime = open(context);
        runtime.stop(runtime.find(echo.id()).orElseThrow(), AT_ONCE);
        assertThat(HostProcesses.isAlive(pid)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1, Long.MIN_VALUE})
    @DisplayName("36 whatever a damaged memory says, nobody signals process 1, this one, a group or everybody")
    void neverSignalsSpecialProcesses(long pid) throws Exception {
        needs(Power.FORGE_PROCESS);
        Process bystander = new ProcessBuilder("sleep", "60").start();
        try {
            Workload echo = echo("echo");
            serving(echo);
            runtime.close();
            fixture.forge(context, echo.id(), pid, Optional.empty());
            runtime = open(context);

            runtime.stop(runtime.find(echo.id()).orElseThrow(), AT_ONCE);

            assertThat(bystander.isAlive()).isTrue();
            assertThat(HostProcesses.around(home)).isEmpty();
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    @DisplayName("37 a process that took over the number of a dead one is never signalled")
    void recycledNumberIsNotSignalled() throws Exception {
        needs(Power.FORGE_PROCESS);
        Process stranger = new ProcessBuilder("setsid", "sleep", "60").start();
        try {
            for (Optional<Long> born : Arrays.asList(Optional.<Long>empty(), Optional.of(12345L))) {
                Workload echo = echo("echo" + (born.isPresent() ? "-early" : "-late"));
                serving(echo);
                runtime.close();
                fixture.forge(context, echo.id(), stranger.pid(), born);
                runtime = open(context);
                assumeTrue(stranger.isAlive());

                runtime.stop(runtime.find(echo.id()).orElseThrow(), AT_ONCE);
                runtime.remove(runtime.find(echo.id()).orElseThrow());

                assertThat(stranger.isAlive()).isTrue();
            }
        } finally {
            stranger.destroyForcibly();
        }
    }
}
