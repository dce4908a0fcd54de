package io.aiops.app.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A token without its secret.
 *
 * @param id its id
 * @param name what its owner calls it; empty for a session that a sign-in began
 * @param createdAt when it was made
 * @param expiresAt when it ends at the latest
 * @param lastUsedAt when it was last used, to the minute
 */
public record AccessToken(
        UUID id, String name, Instant createdAt, Optional<Instant> expiresAt, Optional<Instant> lastUsedAt) {}
