package io.aiops.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.runtime.Adoption;
import io.aiops.runtime.LogSettings;
import io.aiops.runtime.RuntimeContext;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.runtime.Workload;
import io.aiops.runtime.WorkloadStatus;
import io.aiops.service.RestartPolicy;
import io.aiops.service.ServiceState;
import io.aiops.service.StopSpec;
import io.aiops.service.WorkloadId;
import io.aiops.testkit.service.FreePorts;
import io.aiops.testkit.service.HostProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the local runtime owes beyond the contract of every runtime: its keepers, its folder, its proofs. */
@Timeout(60)
class LocalRuntimeTest {

    private static final StopSpec AT_ONCE = new StopSpec("KILL", Duration.ZERO);
    private static final WorkloadId ID = WorkloadId.of("sleeper", 1);

    private Path home = Path.of("unset");
    private ServiceRuntime runtime = unset();

    @BeforeEach
    void open(@TempDir Path folder) {
        home = folder;
        runtime = open(context());
    }

    @AfterEach
    void leaveNothing() {
        for (WorkloadId id : runtime.statuses().keySet()) {
            runtime.stop(runtime.find(id).orElseThrow(), AT_ONCE);
            runtime.remove(runtime.find(id).orElseThrow());
        }
        runtime.close();
        eventually(() -> assertThat(HostProcesses.around(home)).isEmpty());
    }

    private static ServiceRuntime unset() {
        return (ServiceRuntime) java.lang.reflect.Proxy.newProxyInstance(
                ServiceRuntime.class.getClassLoader(), new Class<?>[] {ServiceRuntime.class}, (self, method, args) -> {
                    throw new IllegalStateException("not opened");
                });
    }

    private RuntimeContext context() {
        return new RuntimeContext("platform", home, Clock.systemUTC(), key -> Optional.empty());
    }

    private static ServiceRuntime open(RuntimeContext context) {
        return new LocalRuntimeProvider().create(context);
    }

    private Workload.Builder command(String... command) {
        return Workload.builder(
                        ID,
                        home,
                        LogSettings.of(home.resolve("logs/sleeper.log"), home.resolve("logs/sleeper_error.log")))
                .command(command)
                .environment(Map.of("TEST_HOME", home.toString()))
                .endpoints(List.of(new FreePorts().next()))
                .restart(new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, Duration.ofMillis(100), 3));
    }

    private static ConditionFactory patiently() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(10))
                .pollDelay(Duration.ZERO);
    }

    private static void eventually(ThrowingRunnable assertion) {
        patiently().untilAsserted(assertion);
    }

    private WorkloadStatus status() {
        return Objects.requireNonNull(runtime.statuses().get(ID));
    }

    private long pid() {
        return status().replicas().get(0).pid().orElse(0);
    }

    private RuntimeHandle running(Workload workload) {
        RuntimeHandle handle = runtime.apply(workload);
        runtime.start(handle);
        patiently().until(() -> status().state() == ServiceState.RUNNING);
        return handle;
    }

    private Path journal() {
        return home.resolve("run/local/sleeper.1/0/journal");
    }

    private Optional<ProcessIdentity> keeper() {
        return Optional.ofNullable(new Journal(journal()).read().keeper());
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 5, 6, 8, 10, 14, 20})
    void a_keeper_killed_at_any_moment_of_a_start_leaves_one_service_running_and_kept(int millis) {
        RuntimeHandle handle = runtime.apply(command("sleep", "300").build());
        runtime.start(handle);
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(millis)) {
            Thread.onSpinWait();
        }
        keepersByLook().forEach(LocalRuntimeTest::kill);

        eventually(() -> {
            assertThat(status().state()).isEqualTo(ServiceState.RUNNING);
            assertThat(sleepers()).hasSize(1).containsExactly(pid());
            assertThat(keepersByLook()).hasSize(1);
        });
        runtime.stop(handle, AT_ONCE);
        assertThat(HostProcesses.around(home)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 7, 10})
    void a_start_right_after_the_keeper_was_killed_starts_nothing_twice(int millis) {
        RuntimeHandle handle = runtime.apply(command("sleep", "300").build());
        runtime.start(handle);
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(millis)) {
            Thread.onSpinWait();
        }
        keepersByLook().forEach(LocalRuntimeTest::kill);
        runtime.start(handle);
        runtime.start(handle);

        eventually(() -> {
            assertThat(status().state()).isEqualTo(ServiceState.RUNNING);
            assertThat(sleepers()).hasSize(1).containsExactly(pid());
            assertThat(keepersByLook()).hasSize(1);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 7, 10})
    void a_stop_right_after_the_keeper_was_killed_leaves_nothing(int millis) {
        RuntimeHandle handle = runtime.apply(command("sleep", "300").build());
        runtime.start(handle);
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(millis)) {
            Thread.onSpinWait();
        }
        keepersByLook().forEach(LocalRuntimeTest::kill);

        runtime.stop(handle, AT_ONCE);

        assertThat(HostProcesses.around(home)).isEmpty();
        assertThat(status().state()).isEqualTo(ServiceState.STOPPED);
    }

    private List<Long> keepersByLook() {
        return HostProcesses.around(home).stream()
                .filter(pid -> HostProcesses.commandLine(pid).matches("sh .*keeper-.*"))
                .toList();
    }

    private List<Long> sleepers() {
        return HostProcesses.around(home).stream()
                .filter(pid -> HostProcesses.commandLine(pid).startsWith("sleep 300"))
                .toList();
    }

    @Test
    void service_and_keeper_killed_together_are_both_replaced_while_the_platform_lives() {
        running(command("sleep", "300").build());
        long before = pid();

        kill(keeper().orElseThrow().pid());
        kill(before);

        eventually(() -> assertThat(pid()).isNotIn(0L, before));
        assertThat(status().restarts()).isEqualTo(1);
        eventually(() -> assertThat(sleepers()).containsExactly(pid()));
    }

    @Test
    void tries_follow_each_other_more_and_more_slowly_until_it_gives_up() throws Exception {
        RuntimeHandle handle = runtime.apply(command("/bin/sh", "-c", "exit 9")
                .restart(new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, Duration.ofSeconds(5), 2))
                .build());
        runtime.start(handle);
        patiently().until(() -> status().state() == ServiceState.FATAL);

        List<String> pauses = Files.readAllLines(journal()).stream()
                .filter(line -> line.startsWith("backoff"))
                .map(line -> line.split(" ", -1)[2])
                .toList();
        assertThat(pauses).containsExactly("50", "100");
        assertThat(status().replicas().get(0).message())
                .isEqualTo("gave up after 3 tries; the last ended with exit code 9");
        assertThat(status().restarts()).isEqualTo(2);
        eventually(() -> assertThat(HostProcesses.around(home)).isEmpty());
    }

    @Test
    void the_first_crash_is_healed_at_once_and_the_next_ones_later() throws Exception {
        running(command("sleep", "300").build());
        for (int crash = 1; crash <= 2; crash++) {
            int count = crash;
            patiently().until(() -> status().state() == ServiceState.RUNNING && status().restarts() == count - 1);
            kill(pid());
        }
        patiently().until(() -> status().restarts() == 2);

        assertThat(Files.readAllLines(journal()).stream().filter(line -> line.startsWith("backoff")))
                .hasSize(1)
                .allMatch(line -> line.matches("backoff 3 100 \\d+ ;"));
    }

    @Test
    void a_stop_while_the_keeper_is_suspended_ends_it_too() throws Exception {
        RuntimeHandle handle = running(command("sleep", "300").build());
        Process pause = new ProcessBuilder(
                        "kill", "-STOP", Long.toString(keeper().orElseThrow().pid()))
                .start();
        assertThat(pause.waitFor()).isZero();

        runtime.stop(handle, new StopSpec("TERM", Duration.ofMillis(200)));

        assertThat(HostProcesses.around(home)).isEmpty();
        assertThat(status().state()).isEqualTo(ServiceState.STOPPED);
    }

    @Test
    void a_program_that_writes_over_its_environment_is_still_proven_by_its_keeper_and_its_log() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "this host has no perl");
        RuntimeHandle handle = running(command("/usr/bin/perl", "-e", "$0 = 'title ' x 2000; sleep 300")
                .build());
        patiently().until(() -> HostProcesses.commandLine(pid()).startsWith("title"));
        long pid = pid();
        runtime.close();
        kill(keeper().orElseThrow().pid());
        patiently().until(() -> !HostProcesses.isAlive(keeper().orElseThrow().pid()));
        runtime = open(context());

        assertThat(runtime.adopt(ID, handle)).isEqualTo(Adoption.ADOPTED);

        assertThat(pid()).isEqualTo(pid);
        runtime.stop(handle, AT_ONCE);
        assertThat(HostProcesses.isAlive(pid)).isFalse();
    }

    @Test
    void a_copy_of_the_home_is_not_taken_for_the_home() throws Exception {
        RuntimeHandle handle = running(command("sleep", "300").build());
        long pid = pid();
        Path copy = home.resolve("copy");
        assertThat(new ProcessBuilder("cp", "-a", home.resolve("run").toString(), copy.toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createDirectories(copy.resolveSibling("other"));
        Files.move(copy, home.resolve("other/run"));
        try (ServiceRuntime other = open(
                new RuntimeContext("platform", home.resolve("other"), Clock.systemUTC(), key -> Optional.empty()))) {
            assertThat(other.statuses()).isEmpty();
            assertThat(other.adopt(ID, handle)).isEqualTo(Adoption.FOREIGN);
            other.stop(handle, AT_ONCE);
            other.remove(handle);
        }
        assertThat(HostProcesses.isAlive(pid)).isTrue();
    }

    @Test
    void a_damaged_definition_is_neither_adopted_nor_overwritten() throws Exception {
        Workload workload = command("sleep", "300").build();
        RuntimeHandle handle = running(workload);
        long pid = pid();
        runtime.close();
        Path file = home.resolve("run/local/sleeper.1/workload.json");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, "{ torn".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

        runtime = open(context());
        assertThat(runtime.adopt(ID, handle)).isEqualTo(Adoption.UNVERIFIABLE);
        assertThat(runtime.statuses()).isEmpty();
        assertThatThrownBy(() -> runtime.apply(workload))
                .isInstanceOfSatisfying(
                        AiOpsException.class, error -> assertThat(error.code()).isEqualTo(ErrorCode.WORKLOAD_CONFLICT));
        assertThat(HostProcesses.isAlive(pid)).isTrue();

        runtime.close();
        Files.write(file, whole);
        runtime = open(context());
        assertThat(runtime.adopt(ID, handle)).isEqualTo(Adoption.ADOPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"workload.json", "0/launch"})
    void a_definition_that_a_loss_of_power_tore_is_gone_after_the_reboot_and_can_be_given_again(String torn)
            throws Exception {
        Workload workload = command("sleep", "300").build();
        RuntimeHandle handle = runtime.apply(workload);
        Workload whole = Workload.builder(
                        WorkloadId.of("whole", 1),
                        home,
                        LogSettings.of(home.resolve("w.log"), home.resolve("w_error.log")))
                .command("sleep", "300")
                .endpoints(List.of(new FreePorts().next()))
                .build();
        runtime.apply(whole);
        runtime.close();
        Path file = home.resolve("run/local/sleeper.1").resolve(torn);
        byte[] written = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(written, written.length / 2));
        Files.writeString(home.resolve("run/local/boot"), "an earlier boot");

        runtime = open(context());

        assertThat(runtime.statuses()).containsOnlyKeys(whole.id());
        assertThat(runtime.adopt(ID, handle)).isEqualTo(Adoption.GONE);
        running(workload);
    }

    @Test
    void a_nursery_that_is_killed_takes_no_keeper_with_it_and_is_replaced() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "this host has no perl");
        RuntimeHandle handle = running(command("sleep", "300").build());
        long keeper = keeper().orElseThrow().pid();
        long service = pid();
        List<ProcessHandle> nurseries = ProcessHandle.current()
                .children()
                .filter(child -> HostProcesses.commandLine(child.pid()).contains("nursery-"))
                .toList();
        assertThat(nurseries).hasSize(1);
        nurseries.forEach(ProcessHandle::destroyForcibly);
        patiently().until(() -> !HostProcesses.isAlive(nurseries.get(0).pid()));

        assertThat(HostProcesses.isAlive(keeper)).isTrue();
        kill(service);
        eventually(() -> assertThat(pid()).isNotIn(0L, service));
        assertThat(keeper().orElseThrow().pid()).isEqualTo(keeper);
        runtime.stop(handle, AT_ONCE);
        runtime.start(handle);
        eventually(() -> assertThat(sleepers()).hasSize(1).containsExactly(pid()));
    }

    @Test
    void a_keeper_and_its_service_each_have_a_session_of_their_own() {
        running(command("sleep", "300").build());
        ProcessTable table = new ProcessTable();

        long keeper = keeper().orElseThrow().pid();

        assertThat(table.find(keeper).orElseThrow().session()).isEqualTo(keeper);
        assertThat(table.find(pid()).orElseThrow().session()).isEqualTo(pid());
    }

    @Test
    void a_full_disk_refuses_a_definition_and_leaves_nothing_half_made() throws Exception {
        Path small = Files.createDirectories(home.resolve("small"));
        Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k", "none", small.toString())
                .redirectErrorStream(true)
                .start();
        assumeTrue(mount.waitFor() == 0, "this user may not mount a small file system");
        try (ServiceRuntime full =
                open(new RuntimeContext("platform", small, Clock.systemUTC(), key -> Optional.empty()))) {
            fill(small.resolve("ballast"));

            assertThatThrownBy(() -> full.apply(command("sleep", "300").build()))
                    .isInstanceOfSatisfying(
                            AiOpsException.class,
                            error -> assertThat(error.code()).isEqualTo(ErrorCode.STORAGE_FAILED));

            assertThat(full.statuses()).isEmpty();
            try (Stream<Path> files = Files.walk(small.resolve("run"))) {
                assertThat(files.map(Path::toString)).noneMatch(name -> name.contains("sleeper"));
            }
            Files.delete(small.resolve("ballast"));
            full.apply(command("sleep", "300").build());
            assertThat(full.statuses()).containsOnlyKeys(ID);
        } finally {
            assertThat(new ProcessBuilder("umount", small.toString()).start().waitFor())
                    .isZero();
        }
    }

    private static void fill(Path file) {
        byte[] page = new byte[4096];
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            // That is what was wanted.
            return;
        }
    }

    @Test
    void a_wrong_launcher_is_refused_by_name() {
        Path other = home.resolve("other");
        assertThatThrownBy(() ->
                        open(new RuntimeContext("platform", other, Clock.systemUTC(), key -> Optional.of("ruby"))))
                .isInstanceOfSatisfying(AiOpsException.class, error -> {
                    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_SETTING);
                    assertThat(error.message()).contains("local.launcher").contains("ruby");
                });
        open(new RuntimeContext("platform", other, Clock.systemUTC(), key -> Optional.empty()))
                .close();
    }

    @Test
    void it_is_found_by_the_service_loader() {
        assertThat(java.util.ServiceLoader.load(io.aiops.runtime.ServiceRuntimeProvider.class))
                .anySatisfy(provider -> assertThat(provider.name()).isEqualTo("local"));
    }
}
