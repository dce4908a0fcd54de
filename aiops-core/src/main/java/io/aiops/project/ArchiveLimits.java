package io.aiops.project;

/**
 * How much a source tree may hold. The limits count what is really unpacked or copied, whatever an archive says of itself.
 *
 * @param maxEntries files and folders
 * @param maxTotalBytes all files together
 * @param maxFileBytes one file
 * @param maxRatio unpacked bytes per packed byte; counts from 16 MiB unpacked, so that a small text may shrink as it likes
 * @param maxDepth folders in each other
 */
public record ArchiveLimits(int maxEntries, long maxTotalBytes, long maxFileBytes, int maxRatio, int maxDepth) {

    /** 100 000 entries, 10 GiB together, 5 GiB a file, 200 times the packed size, 64 folders deep. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(100_000, 10L << 30, 5L << 30, 200, 64);

    /** Checks that every limit lets something through. */
    public ArchiveLimits {
        if (maxEntries < 1 || maxTotalBytes < 1 || maxFileBytes < 1 || maxRatio < 1 || maxDepth < 1) {
            throw new IllegalArgumentException("every limit of an archive must be 1 or more");
        }
    }
}
