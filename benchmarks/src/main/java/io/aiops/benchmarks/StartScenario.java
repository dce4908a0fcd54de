package io.aiops.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** From handing over the definitions of equal services to all of them answering over HTTP. The sides themselves run already. */
record StartScenario(Workspace workspace, Program program, int services, int rounds) implements Scenario {

    static String title(int services, Program program) {
        return "Start of %d services (%s)".formatted(services, program.label());
    }

    @Override
    public void measure(List<Side> sides, Results results) throws IOException {
        Results.Table table = results.table(title(services, program), "ms");
        sides.forEach(side -> table.row(side.name()));
        Scenario.withOpen(sides, () -> {
            for (int round = 0; round <= rounds; round++) {
                for (Side side : Scenario.inTurn(sides, round)) {
                    Duration took = once(side);
                    Progress.say(
                            "start, round %d, %s: %d ms%s",
                            round, side.name(), took.toMillis(), round == 0 ? " (warms up)" : "");
                    table.row(side.name() + (round == 0 ? ", very first round" : ""))
                            .addMillis(took);
                }
            }
        });
    }

    private Duration once(Side side) throws IOException {
        List<Slot> slots = workspace.slots("start", services);
        long begin = System.nanoTime();
        side.start(slots, program);
        Probe.awaitAll(slots, Duration.ofSeconds(60));
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        side.removeAll();
        LockSupport.parkNanos(500_000_000);
        return took;
    }
}
