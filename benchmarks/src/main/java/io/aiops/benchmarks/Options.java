package io.aiops.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What to measure.
 *
 * @param scenarios of {@code start crash status memory}
 * @param sides of {@code local supervisor pm2 rest}
 * @param rounds counted rounds of each scenario
 * @param services how many are started at once; twice as many for status and memory
 * @param crashes how many services are killed on each side in one round
 * @param python the interpreter of the services
 * @param pm2 the folder of the module
 * @param referenceApp the jar of the reference application
 * @param report where the report is written
 * @param quiet how long to wait for an idle machine
 */
record Options(
        List<String> scenarios,
        List<String> sides,
        int rounds,
        int services,
        int crashes,
        Path python,
        Optional<Path> pm2,
        Optional<Path> referenceApp,
        Optional<Path> report,
        Duration quiet) {

    private static final Set<String> KNOWN = Set.of(
            "scenarios", "sides", "rounds", "services", "crashes", "python", "pm2", "reference-app", "report", "quiet");

    static Options parse(String... arguments) {
        Map<String, String> given = new TreeMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (parts.length < 2 || !parts[0].startsWith("--") || !KNOWN.contains(parts[0].substring(2))) {
                throw new IllegalArgumentException(argument + " is not one of " + KNOWN + " as --name=value");
            }
            given.put(parts[0].substring(2), parts[1]);
        }
        return new Options(
                List.of(given.getOrDefault("scenarios", "start,crash,status,memory")
                        .split(",")),
                List.of(given.getOrDefault("sides", "local,rest,supervisor,pm2").split(",")),
                Integer.parseInt(given.getOrDefault("rounds", "5")),
                Integer.parseInt(given.getOrDefault("services", "50")),
                Integer.parseInt(given.getOrDefault("crashes", "10")),
                Path.of(given.getOrDefault("python", "/usr/bin/python3")),
                Optional.ofNullable(given.get("pm2")).map(Path::of),
                Optional.ofNullable(given.get("reference-app")).map(Path::of),
                Optional.ofNullable(given.get("report")).map(Path::of),
                Duration.ofSeconds(Long.parseLong(given.getOrDefault("quiet", "120"))));
    }
}
