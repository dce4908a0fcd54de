package io.aiops.runtime;

/** What came of taking up a workload again. */
public enum Adoption {
    /** It runs, it is proven ours, and it is watched again. */
    ADOPTED,
    /** It no longer runs. */
    GONE,
    /** Something runs in its place that is not ours; nothing was touched. */
    FOREIGN,
    /** It cannot be proven whose it is; nothing was touched. */
    UNVERIFIABLE
}
