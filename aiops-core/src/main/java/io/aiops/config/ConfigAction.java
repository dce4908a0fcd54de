package io.aiops.config;

/** What somebody wants to do with configuration. */
public enum ConfigAction {
    /** See a value, where it comes from, its history; hear of its changes. A secret is seen masked. */
    READ,
    /** Store, delete or put back a value. */
    WRITE,
    /** Import and export as a whole, change keys, verify the history. */
    ADMINISTER
}
