package io.aiops.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The proportional set size of everything that a side itself runs, services excepted: with none, half of and all its
 * services. A fresh side each round.
 */
record MemoryScenario(Workspace workspace, Program program, int services, int rounds) implements Scenario {

    private static final String BASE = "Manager memory with no service";
    private static final String MARGINAL = "Manager memory that each further service adds";

    static String totalTitle(int services) {
        return "Manager memory per service with %d services, all included".formatted(services);
    }

    static String marginalTitle() {
        return MARGINAL;
    }

    /** What stays and goes on restarting services when the JVM is ended. */
    static String keepersAlone() {
        return LocalSide.NAME + ", keepers alone";
    }

    @Override
    public void measure(List<Side> sides, Results results) throws IOException {
        Results.Table base = results.table(BASE, "MB");
        Results.Table marginal = results.table(MARGINAL, "kB");
        Results.Table total = results.table(totalTitle(services), "kB");
        marginal.note(
                "(PSS with %d services - PSS with %d) / %d. Not from none: what an interpreter shares with the first services would count as a gain."
                        .formatted(services, services / 2, services - services / 2));
        Map<String, String> parts = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Side side : Scenario.inTurn(sides, round)) {
                Scenario.withOpen(List.of(side), () -> {
                    Map<String, Long> none = settled(side);
                    add(side, services / 2);
                    Map<String, Long> half = settled(side);
                    add(side, services - services / 2);
                    Map<String, Long> all = settled(side);
                    side.removeAll();
                    base.row(side.name()).add(sum(none) / 1e6);
                    marginal.row(side.name()).add((sum(all) - sum(half)) / 1e3 / (services - services / 2));
                    total.row(side.name()).add(sum(all) / 1e3 / services);
                    if (side.name().equals(LocalSide.NAME)) {
                        marginal.row(keepersAlone())
                                .add((keepers(all) - keepers(half)) / 1e3 / (services - services / 2));
                        total.row(keepersAlone()).add(keepers(all) / 1e3 / services);
                    }
                    String part = "%s: none %s, half %s, all %s".formatted(side.name(), none, half, all);
                    parts.put(side.name(), part);
                    Progress.say("memory, %s", part);
                });
            }
        }
        total.note("The last round in bytes by program. " + String.join(". ", parts.values()) + ".");
    }

    private void add(Side side, int count) throws IOException {
        List<Slot> slots = workspace.slots("memory", count).stream()
                .map(slot -> new Slot("memory-" + slot.port(), slot.port()))
                .toList();
        side.start(slots, program);
        Probe.awaitAll(slots, Duration.ofSeconds(60));
    }

    /** Bytes by program name, after a while in which the side may settle. */
    private Map<String, Long> settled(Side side) throws IOException {
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
        Map<String, Long> bytes = new HashMap<>();
        String others = workspace.programs().toString();
        HostProcess.familyOf(side.home().toString()).stream()
                .filter(process -> !process.command().contains(others))
                .forEach(process -> bytes.merge(process.program(), process.proportionalBytes(), Long::sum));
        return new TreeMap<>(bytes);
    }

    private static double keepers(Map<String, Long> bytes) {
        return sum(bytes) - bytes.getOrDefault("java", 0L);
    }

    private static double sum(Map<String, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }
}
