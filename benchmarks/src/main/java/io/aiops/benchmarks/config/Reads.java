package io.aiops.benchmarks.config;

import io.aiops.benchmarks.Progress;
import io.aiops.benchmarks.Samples;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
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
        String state = run.getParams().getParam("state");
        String[] words = run.getParams().getBenchmark().split("\\.");
        String name = words[words.length - 1] + (state == null ? "" : "_" + state);
        Row row = rows.computeIfAbsent(name, key -> new Row(new Samples(), new Samples()));
        run.getPrimaryResult().getStatistics().getRawData().forEachRemaining(sample -> {
            for (long i = 0; i < sample.getValue(); i++) {
                row.nanos.add(sample.getKey());
            }
        });
        Result<?> allocated = run.getSecondaryResults().get(ALLOCATED);
        row.bytes.add(Objects.requireNonNull(allocated, ALLOCATED).getScore());
    }

    /** One benchmark, as operation and side joined by an underscore. */
    Row row(String name) {
        return Objects.requireNonNull(rows.get(name), name);
    }

    /**
     * What one operation costs one side.
     *
     * @param nanos of each iteration
     * @param bytes allocated, of each process
     */
    record Row(Samples nanos, Samples bytes) {}
}
