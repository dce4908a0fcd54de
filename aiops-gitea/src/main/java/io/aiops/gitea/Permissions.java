package io.aiops.gitea;

/**
 * What the token's user may do in a repository.
 *
 * @param admin change its settings
 * @param push write to it
 * @param pull read it
 */
public record Permissions(boolean admin, boolean push, boolean pull) {}
