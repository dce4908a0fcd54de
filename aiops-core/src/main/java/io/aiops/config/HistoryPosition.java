package io.aiops.config;

/**
 * A place in the history.
 *
 * @param revision the commit
 * @param sequence the place within the commit, from 0
 */
public record HistoryPosition(long revision, int sequence) {}
