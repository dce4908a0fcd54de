package io.aiops.gitea;

/**
 * What the server does with repositories.
 *
 * @param httpGitDisabled whether git over HTTP is off
 * @param lfsDisabled whether LFS is off
 * @param migrationsDisabled whether others cannot be brought in
 * @param mirrorsDisabled whether others cannot be followed
 */
public record RepositorySettings(
        boolean httpGitDisabled, boolean lfsDisabled, boolean migrationsDisabled, boolean mirrorsDisabled) {}
