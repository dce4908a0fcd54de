package io.aiops.runtime;

import java.nio.file.Path;

/**
 * Where a workload's output goes and how much of it is kept.
 *
 * @param stdout the file of standard output; replica n above 0 gets {@code .n} before the extension
 * @param stderr the file of standard error, likewise
 * @param maxBytes the size at which a file is rotated
 * @param backups how many rotated files are kept, as {@code <file>.1}, {@code .2}, …
 */
public record LogSettings(Path stdout, Path stderr, long maxBytes, int backups) {

    /** Checks the limits. */
    public LogSettings {
        if (maxBytes < 4096 || backups < 0) {
            throw new IllegalArgumentException("a log file must hold 4096 bytes or more and 0 or more backups");
        }
    }

    /** Ten megabytes a file, five backups. */
    public static LogSettings of(Path stdout, Path stderr) {
        return new LogSettings(stdout, stderr, 10_000_000, 5);
    }
}
