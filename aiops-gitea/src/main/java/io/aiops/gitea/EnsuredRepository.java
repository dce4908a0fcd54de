package io.aiops.gitea;

/**
 * A repository that is there now.
 *
 * @param repository as it is
 * @param created whether it was made just now
 */
public record EnsuredRepository(Repository repository, boolean created) {}
