package io.aiops.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** From {@code SIGKILL} to another process of the same service answering over HTTP. Each service is killed once a round. */
record CrashScenario(Workspace workspace, Program program, int services, int rounds) implements Scenario {

    /** Longer than the second after which every side takes a service for started. */
    private static final Duration SETTLE = Duration.ofSeconds(3);

    static String title(Program program) {
        return "Crash to serving again (%s)".formatted(program.label());
    }

    @Override
    public void measure(List<Side> sides, Results results) throws IOException {
        Results.Table table = results.table(title(program), "ms");
        sides.forEach(side -> table.row(side.name()));
        Scenario.withOpen(sides, () -> {
            for (int round = 0; round <= rounds; round++) {
                once(sides, round, table);
            }
        });
    }

    private void once(List<Side> sides, int round, Results.Table table) throws IOException {
        int count = round == 0 ? Math.min(3, services) : services;
        Map<Side, List<Slot>> slots = new HashMap<>();
        Map<Slot, Long> pids = new HashMap<>();
        for (Side side : sides) {
            List<Slot> own = workspace.slots("crash", count);
            slots.put(side, own);
            side.start(own, program);
            pids.putAll(Probe.awaitAll(own, Duration.ofSeconds(60)));
        }
        LockSupport.parkNanos(SETTLE.toNanos());
        for (int service = 0; service < count; service++) {
            for (Side side : Scenario.inTurn(sides, service)) {
                Slot slot = slots.getOrDefault(side, List.of()).get(service);
                Duration took = crash(slot, pids.getOrDefault(slot, 0L));
                if (round > 0) {
                    table.row(side.name()).addMillis(took);
                }
                LockSupport.parkNanos(30_000_000);
            }
        }
        for (Side side : sides) {
            side.removeAll();
        }
        Progress.say("crash, round %d: %d services on each side%s", round, count, round == 0 ? " (not counted)" : "");
    }

    private Duration crash(Slot slot, long pid) {
        HostProcess service = HostProcess.read(Path.of("/proc/" + pid))
                .filter(process -> process.command().contains(program.script().toString()))
                .orElseThrow(() -> new IllegalStateException(pid + " is not " + slot));
        long begin = System.nanoTime();
        service.kill();
        Probe.awaitSuccessor(slot, pid, Duration.ofSeconds(30));
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
