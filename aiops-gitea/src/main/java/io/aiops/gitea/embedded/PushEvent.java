package io.aiops.gitea.embedded;

/**
 * A branch or tag has moved, by a push or through the API.
 *
 * @param owner the owner of the repository
 * @param repository its name
 * @param ref for instance {@code refs/heads/main}
 * @param before the id it had, 40 zeros if it was not there
 * @param after the id it has, 40 zeros if it is no more
 * @param pusher the login of who did it
 */
public record PushEvent(String owner, String repository, String ref, String before, String after, String pusher) {}
