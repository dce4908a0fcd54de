package io.aiops.gitea;

/**
 * The server's settings that bind a client.
 *
 * @param api bounds on answers
 * @param repository what it does with repositories
 * @param attachment what it takes as files of releases
 */
public record ServerSettings(ApiSettings api, RepositorySettings repository, AttachmentSettings attachment) {}
