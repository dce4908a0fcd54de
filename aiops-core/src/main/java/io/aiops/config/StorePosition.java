package io.aiops.config;

import java.util.UUID;

/**
 * How far a store is. Revisions are contiguous and in the order of commits.
 *
 * @param epoch changes when the store was put back to an earlier state, so that a lower revision is believed
 * @param revision the number of the last commit; 0 for none
 */
public record StorePosition(UUID epoch, long revision) {}
