package io.aiops.benchmarks.config;

import io.aiops.benchmarks.Progress;
import io.aiops.benchmarks.Samples;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the JMH benchmarks several times over, so that whatever else the machine does meets all of them. */
final class Reads {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** Every benchmark once a round, each time in a process of its own. */
    static Reads measure(int rounds) throws RunnerException {
        Reads reads = new Reads();
        for (int round = 1; round <= rounds; round++) {
            Progress.say("reads, round %d of %d", round, rounds);
            var options = new OptionsBuilder()
                    .include(ReadBenchmark.class.getName() + "\\.")
                    .include(OutageBenchmark.class.getName() + "\\.")
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .build();
            new Runner(options).run().forEach(reads::add);
        }
        return reads;
    }

    private void add(RunResult run) {
        String[] words = run.getParams().getBenchmark().split("\\.");
        String name = words[words.length - 1];
        boolean hasOutages = words[words.length - 2].equals(OutageBenchmark.class.getSimpleName());
        int number = run.getParams().getWarmup().getCount();
        for (BenchmarkResult process : run.getBenchmarkResults()) {
            for (IterationResult iteration : process.getIterationResults()) {
                number++;
                String state = OutageBenchmark.isUp(number) ? "_up" : "_down";
                Row row = rows.computeIfAbsent(
                        hasOutages ? name + state : name, key -> new Row(new Samples(), new Samples()));
                row.nanos.add(iteration.getPrimaryResult().getScore());
                Result<?> allocated = iteration.getSecondaryResults().get(ALLOCATED);
                row.bytes.add(Objects.requireNonNull(allocated, ALLOCATED).getScore());
            }
        }
    }

    /** One benchmark, as operation and side joined by an underscore. */
    Row row(String name) {
        return Objects.requireNonNull(rows.get(name), name);
    }

    /**
     * What one operation costs one side.
     *
     * @param nanos of each iteration
     * @param bytes allocated, of each iteration
     */
    record Row(Samples nanos, Samples bytes) {}
}
