package io.aiops.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The host, as far as it matters for the figures. */
public final class Machine {

    private static final double QUIET = 0.08;

    private Machine() {}

    /** Its kind, without anything that would tell which one it is. */
    public static String description() throws IOException {
        try (Stream<String> cpu = Files.lines(Path.of("/proc/cpuinfo"));
                Stream<String> memory = Files.lines(Path.of("/proc/meminfo"))) {
            String model = cpu.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("unknown processor");
            long gigabytes = memory.filter(line -> line.startsWith("MemTotal"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 / 1024)
                    .sum();
            return "%s, %d cores, %d GB, Linux %s"
                    .formatted(
                            model,
                            Runtime.getRuntime().availableProcessors(),
                            gigabytes,
                            System.getProperty("os.version").replaceAll("^(\\d+\\.\\d+).*", "$1"));
        }
    }

    /** The load averages of the last 1, 5 and 15 minutes. */
    public static String load() throws IOException {
        return String.join(
                " ", Arrays.copyOf(Files.readString(Path.of("/proc/loadavg")).split(" "), 3));
    }

    /** Waits until the processors have been idle for three seconds; whether they were so within the limit. */
    public static boolean awaitQuiet(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        int quiet = 0;
        while (quiet < 3 && System.nanoTime() < end) {
            quiet = busy(Duration.ofSeconds(1)) < QUIET ? quiet + 1 : 0;
        }
        return quiet >= 3;
    }

    private static double busy(Duration window) throws IOException {
        long[] before = ticks();
        LockSupport.parkNanos(window.toNanos());
        long[] after = ticks();
        return 1 - (double) (after[1] - before[1]) / Math.max(1, after[0] - before[0]);
    }

    /** All ticks, and the idle ones. */
    private static long[] ticks() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            long[] values = Arrays.stream(lines.findFirst().orElseThrow().trim().split("\\s+"))
                    .skip(1)
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new long[] {Arrays.stream(values).limit(8).sum(), values[3] + values[4]};
        }
    }
}
