package io.aiops.app.auth;

import java.time.Instant;
import java.util.UUID;

/**
 * An account.
 *
 * @param id its id
 * @param username its name to sign in with
 * @param displayName its name for people
 * @param role what it may do
 * @param enabled whether it may sign in
 * @param createdAt when it was made
 */
public record User(UUID id, String username, String displayName, Role role, boolean enabled, Instant createdAt) {}
