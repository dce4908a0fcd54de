package io.aiops.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.runtime.Workload;
import io.aiops.service.ServiceState;
import io.aiops.testkit.service.HostProcesses;
import io.aiops.testkit.service.Misbehaviour;
import java.io.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Contract test 53: many at once. */
public abstract class ConcurrencyContract extends RuntimeContract {

    private static final int WORKLOADS = 20;
    private static final int OPERATIONS = 100;
    private static final Set<ErrorCode> LEGAL = Set.of(ErrorCode.WORKLOAD_NOT_FOUND);

    /** The topic on the backend of these fixtures. */
    protected ConcurrencyContract(Supplier<RuntimeFixture> fixtures) {
        super(fixtures);
    }

    @Test
    @Timeout(90)
    @DisplayName(
            "53 a hundred mixed operations on twenty workloads converge, and leak no process, descriptor or thread")
    void storm() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Workload> all = new ArrayList<>();
        for (int index = 0; index < WORKLOADS; index++) {
            all.add(service("storm-" + index, Misbehaviour.none()));
        }
        // What is loaded or opened once is no leak.
        runtime.remove(serving(all.get(0)));
        int descriptors = openDescriptors();
        int threads = threads();
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int number = 0; number < OPERATIONS; number++) {
                Workload workload = all.get(random.nextInt(WORKLOADS));
                int kind = random.nextInt(4);
                done.add(executor.submit(() -> operate(workload, kind)));
            }
            for (Future<?> each : done) {
                each.get(60, TimeUnit.SECONDS);
            }
            Collections.shuffle(all, random);
            List<Workload> kept = all.subList(0, WORKLOADS / 2);
            done.clear();
            for (Workload workload : all) {
                done.add(executor.submit(() -> {
                    RuntimeHandle handle = runtime.apply(workload);
                    if (kept.contains(workload)) {
                        runtime.start(handle);
                    } else {
                        runtime.remove(handle);
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get(60, TimeUnit.SECONDS);
            }
            assertThat(runtime.statuses().keySet())
                    .as("seed %s", seed)
                    .isEqualTo(kept.stream().map(Workload::id).collect(Collectors.toSet()));
            for (Workload workload : kept) {
                awaitState(workload.id(), ServiceState.RUNNING);
                awaitHealthy(workload);
                assertThat(client(workload).echo().pid()).isEqualTo(pid(workload.id()));
            }
            // A keeper and a service each, and nothing else.
            assertThat(HostProcesses.around(home)).as("seed %s", seed).hasSize(kept.size() * 2);
            for (Workload workload : kept) {
                runtime.remove(runtime.find(workload.id()).orElseThrow());
            }
        } finally {
            executor.shutdownNow();
            assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(HostProcesses.around(home)).as("seed %s", seed).isEmpty();
        eventually(() -> {
            assertThat(openDescriptors()).as("open descriptors").isLessThanOrEqualTo(descriptors + 5);
            assertThat(threads()).as("threads").isLessThanOrEqualTo(threads + 5);
        });
    }

    private Object operate(Workload workload, int kind) {
        try {
            RuntimeHandle handle = runtime.apply(workload);
            switch (kind) {
                case 0, 1 -> runtime.start(handle);
                case 2 -> runtime.stop(handle, AT_ONCE);
                default -> runtime.remove(handle);
            }
        } catch (AiOpsException raced) {
            if (!LEGAL.contains(raced.code())) {
                throw raced;
            }
        }
        return workload;
    }

    private static int openDescriptors() {
        return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
    }

    private static int threads() {
        return Objects.requireNonNull(new File("/proc/self/task").list()).length;
    }

    @Test
    @DisplayName("53 many starts of one workload at once start one process")
    void manyStartsStartOne() throws Exception {
        Workload echo = echo("echo");
        RuntimeHandle handle = runtime.apply(echo);
        inParallel(() -> runtime.start(handle));

        awaitState(echo.id(), ServiceState.RUNNING);
        awaitHealthy(echo);
        assertThat(HostProcesses.around(home)).hasSize(2);
        assertThat(status(echo.id()).restarts()).isZero();

        inParallel(() -> runtime.stop(handle, echo.stop()));
        assertThat(status(echo.id()).state()).isEqualTo(ServiceState.STOPPED);
    }

    @Test
    @DisplayName("53 start and stop in quick turns leave exactly what was asked for last")
    void quickTurns() {
        Workload echo = echo("echo");
        RuntimeHandle handle = runtime.apply(echo);
        for (int turn = 0; turn < 15; turn++) {
            runtime.start(handle);
            runtime.stop(handle, AT_ONCE);
            assertThat(status(echo.id()).state()).isEqualTo(ServiceState.STOPPED);
        }
        assertThat(HostProcesses.around(home)).isEmpty();

        runtime.start(handle);

        awaitState(echo.id(), ServiceState.RUNNING);
        awaitHealthy(echo);
    }

    private static void inParallel(Runnable task) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int index = 0; index < 16; index++) {
                done.add(executor.submit(task));
            }
            for (Future<?> each : done) {
                each.get(30, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
