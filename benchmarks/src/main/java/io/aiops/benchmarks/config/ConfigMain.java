package io.aiops.benchmarks.config;

import io.aiops.benchmarks.Machine;
import io.aiops.benchmarks.Progress;
import io.aiops.benchmarks.Samples;
import io.aiops.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.openjdk.jmh.runner.RunnerException;

/** Runs the measurements of configuration and writes their report. */
final class ConfigMain {

    private static final Set<String> KNOWN = Set.of("parts", "rounds", "writes", "told", "report", "quiet");

    private ConfigMain() {}

    /** See the README. */
    public static void main(String[] arguments)
            throws IOException, RunnerException, SQLException, InterruptedException {
        Map<String, String> options = new TreeMap<>();
        for (String argument : arguments) {
            String[] words = argument.split("=", 2);
            if (words.length < 2 || !words[0].startsWith("--") || !KNOWN.contains(words[0].substring(2))) {
                throw new IllegalArgumentException(argument + " is not one of " + KNOWN + " as --name=value");
            }
            options.put(words[0].substring(2), words[1]);
        }
        List<String> parts =
                List.of(options.getOrDefault("parts", "read,write,propagation").split(","));
        boolean quiet = Machine.awaitQuiet(Duration.ofSeconds(number(options, "quiet", 20)));
        ConfigReport report = new ConfigReport(String.join(" ", arguments), quiet);
        if (parts.contains("read")) {
            report.reads(Reads.measure(number(options, "rounds", 3)));
        }
        if (parts.contains("write") || parts.contains("propagation")) {
            try (PostgresServer server = PostgresServer.start()) {
                if (parts.contains("write")) {
                    Progress.say("writes");
                    report.writes(new WriteBenchmark(number(options, "writes", 3000)).measure(server));
                }
                if (parts.contains("propagation")) {
                    Progress.say("propagation");
                    Map<String, Samples> told = new PropagationBenchmark(number(options, "told", 300)).measure(server);
                    report.propagation(told);
                }
            }
        }
        String text = report.markdown();
        System.out.println(text);
        if (options.containsKey("report")) {
            Files.writeString(Path.of(options.get("report")), text);
        }
    }

    private static int number(Map<String, String> options, String name, int otherwise) {
        return Integer.parseInt(options.getOrDefault(name, Integer.toString(otherwise)));
    }
}
