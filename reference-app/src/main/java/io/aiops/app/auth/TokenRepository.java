package io.aiops.app.auth;

import io.aiops.app.http.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Stores tokens by their hash. Thread-safe; every call is one transaction. */
public interface TokenRepository {

    /** Adds a token. */
    AccessToken add(UUID user, String name, byte[] hash, Instant now, Instant expiresAt);

    /** Who comes with a token that is neither expired, revoked, idle for too long nor of a disabled account. */
    Optional<Caller> callerOf(byte[] hash, Instant now, Duration longestIdle);

    /** The usable tokens of an account, newest first. */
    List<AccessToken> list(UUID user, Instant now, Duration longestIdle);

    /** Ends a token of an account; false if it has no such token. */
    boolean revoke(UUID user, UUID token, Instant now);

    /** Forgets what ended before a time. */
    void forget(Instant before);
}
