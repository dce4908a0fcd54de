package io.aiops.benchmarks.config;

import com.netflix.archaius.config.MapConfig;
import io.aiops.benchmarks.Machine;
import io.aiops.benchmarks.Samples;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.Runner;
import org.springframework.core.env.StandardEnvironment;

/** What was measured, in Markdown, and how it compares with what is aimed at. */
final class ConfigReport {

    /** Fewer bytes than these for each operation are those of the harness and of the threads beside. */
    private static final double NO_BYTES = 0.05;

    private static final Map<String, String> SIDES = Map.of(
            "map", "`ConcurrentHashMap`",
            "aiops", "AiOps",
            "smallrye", "SmallRye Config",
            "archaius", "Archaius 2",
            "spring", "Spring `StandardEnvironment`",
            "up", "AiOps, store up",
            "down", "AiOps, store down");

    private final StringBuilder text = new StringBuilder();
    private final List<String> aims = new ArrayList<>();

    /** Begins with the machine. */
    ConfigReport(String command, boolean quiet) throws IOException {
        text.append("""
                # Results: configuration

                Written by `benchmarks/config%s` on %s. What the figures mean stands in the README beside.

                - %s; load average before the run %s%s
                - Java %s, -XX:+UseSerialGC, -prof gc
                - %s
                """.formatted(
                        given(command),
                        LocalDate.now(ZoneOffset.UTC),
                        Machine.description(),
                        Machine.load(),
                        quiet ? "" : " (not idle)",
                        System.getProperty("java.version"),
                        Stream.of(Runner.class, SmallRyeConfig.class, MapConfig.class, StandardEnvironment.class)
                                .map(ConfigReport::jar)
                                .collect(Collectors.joining(", "))));
    }

    void reads(Reads reads) {
        table(reads, "Typed get by key", "typedGet", "map", "aiops", "smallrye", "archaius", "spring");
        table(reads, "Get of an absent key", "absentGet", "map", "aiops", "smallrye", "archaius", "spring");
        table(reads, "Get through a handle", "handleGet", "archaius", "aiops");
        table(reads, "Typed get while the store is down", "typedGet", "up", "down");
        table(reads, "Get through a handle while the store is down", "handleGet", "up", "down");
        least(reads, "by key at most four times a map's", "typedGet_aiops", "typedGet_map", 4);
        least(reads, "by key under a fifth of SmallRye's", "typedGet_aiops", "typedGet_smallrye", 0.2);
        for (String operation : List.of("typedGet_aiops", "absentGet_aiops", "handleGet_aiops")) {
            double bytes = reads.row(operation).bytes().median();
            aim("no allocation: " + operation, "bytes", "0", number(bytes), bytes < NO_BYTES);
        }
        least(reads, "by key unchanged while the database is down", "typedGet_down", "typedGet_up", 1.1);
        least(reads, "handle unchanged while the database is down", "handleGet_down", "handleGet_up", 1.1);
    }

    void writes(Map<String, Samples> micros) {
        text.append(
                "\n## A write of one value\n\n| | min | median | p99 | median / first row |\n|---|--:|--:|--:|--:|\n");
        Samples bare = Objects.requireNonNull(micros.get(WriteBenchmark.BARE));
        micros.forEach((side, samples) -> line(
                side,
                number(samples.min()),
                "**" + number(samples.median()) + "** µs",
                number(samples.quantile(0.99)),
                number(samples.median() / bare.median())));
        double ratio = Objects.requireNonNull(micros.get(WriteBenchmark.COMMIT)).median() / bare.median();
        aim("write at most 1.3 times bare JDBC", "commit / bare JDBC, medians", "≤ 1.3", number(ratio), ratio <= 1.3);
    }

    void propagation(Map<String, Samples> millis) {
        text.append("\n## From the return of a write to a listener in another JVM\n\n"
                + "| | p50 | p99 | max | writes |\n|---|--:|--:|--:|--:|\n");
        millis.forEach((mode, samples) -> line(
                mode,
                "**" + number(samples.quantile(0.5)) + "** ms",
                number(samples.quantile(0.99)),
                number(samples.max()),
                Integer.toString(samples.count())));
    }

    String markdown() {
        return text
                + "\n## What is aimed at\n\n| aim | compared | limit | measured | reached |\n|---|---|---|---|---|\n"
                + aims.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private void table(Reads reads, String title, String operation, String... sides) {
        text.append("\n## ").append(title).append("\n\n| | min | median | bytes | min / first row |\n");
        text.append("|---|--:|--:|--:|--:|\n");
        double first = reads.row(operation + "_" + sides[0]).nanos().min();
        for (String side : sides) {
            Reads.Row row = reads.row(operation + "_" + side);
            line(
                    Objects.requireNonNull(SIDES.get(side)),
                    "**" + number(row.nanos().min()) + "** ns",
                    number(row.nanos().median()),
                    number(row.bytes().median()),
                    number(row.nanos().min() / first));
        }
    }

    private void least(Reads reads, String words, String top, String bottom, double limit) {
        double ratio = reads.row(top).nanos().min() / reads.row(bottom).nanos().min();
        aim(words, top + " / " + bottom + ", minima", "≤ " + number(limit), number(ratio), ratio <= limit);
    }

    private void aim(String words, String compared, String limit, String measured, boolean reached) {
        aims.add("| %s | %s | %s | %s | %s |".formatted(words, compared, limit, measured, reached ? "yes" : "**no**"));
    }

    private void line(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String number(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }

    /** The name of the library that a class comes from, with its version. */
    private static String jar(Class<?> type) {
        String file = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        return file.substring(file.lastIndexOf('/') + 1).replace(".jar", "");
    }

    /** The arguments that a person gave; where things are does not matter. */
    private static String given(String command) {
        return Stream.of(command.split(" "))
                .filter(argument -> argument.startsWith("--") && !argument.contains("/"))
                .map(argument -> " " + argument)
                .collect(Collectors.joining());
    }
}
