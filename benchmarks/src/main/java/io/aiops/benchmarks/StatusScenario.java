package io.aiops.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The status of all services in one call. */
record StatusScenario(Workspace workspace, Program program, int services, int rounds) implements Scenario {

    private static final int WARM_UP = 300;
    private static final int CALLS = 50;

    static String title(int services) {
        return "Status of %d services, one call".formatted(services);
    }

    @Override
    public void measure(List<Side> sides, Results results) throws IOException {
        Results.Table table = results.table(title(services), "ms");
        sides.forEach(side -> table.row(side.name()));
        Scenario.withOpen(sides, () -> {
            for (Side side : sides) {
                List<Slot> slots = workspace.slots("status", services);
                side.start(slots, program);
                Probe.awaitAll(slots, Duration.ofSeconds(60));
                Progress.say("status: %d services run on %s", services, side.name());
            }
            LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
            for (int round = 0; round <= rounds; round++) {
                for (Side side : Scenario.inTurn(sides, round)) {
                    List<Duration> durations = side.timeStatus(round == 0 ? WARM_UP : CALLS, services);
                    if (round > 0) {
                        durations.forEach(table.row(side.name())::addMillis);
                    }
                }
            }
            for (Side side : sides) {
                side.removeAll();
            }
        });
    }
}
