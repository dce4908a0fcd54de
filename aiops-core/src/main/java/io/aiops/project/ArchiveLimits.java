package io.aiops.project;

/**
 * How much an archive may unpack to; enforced on what is really written, not on what its headers say.
 *
 * @param entries files and folders
 * @param totalBytes all files together
 * @param fileBytes one file
 * @param ratio unpacked bytes for each packed byte, once {@link #RATIO_FROM} bytes are unpacked
 * @param depth folders within folders
 */
public record ArchiveLimits(int entries, long totalBytes, long fileBytes, int ratio, int depth) {

    /** 100,000 entries, 10 GiB in all, 5 GiB a file, 200 to 1, 40 deep. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(100_000, 10L << 30, 5L << 30, 200, 40);

    /** Below this many unpacked bytes the ratio does not matter: a small file of blanks is no bomb. */
    static final long RATIO_FROM = 32L << 20;
}
