package io.aiops.config;

import java.util.Optional;

/**
 * What became of a write.
 *
 * @param revision the revision it is; the version that the next writer expects
 * @param shadowedBy the variable, argument or scope that keeps the value from counting; empty if it counts
 * @param restartNeeded whether it counts only from the next start of what it is about
 */
public record Written(long revision, Optional<String> shadowedBy, boolean restartNeeded) {}
