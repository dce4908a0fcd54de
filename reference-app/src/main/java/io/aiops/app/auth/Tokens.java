package io.aiops.app.auth;

import io.aiops.app.http.Caller;
import io.aiops.app.http.Gatekeeper;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Opaque tokens of 256 random bits. Only their SHA-256 is kept, so a copy of the database opens nothing. Thread-safe. */
public final class Tokens implements Gatekeeper {

    /** What every token begins with, so that a leaked one is recognised. */
    public static final String PREFIX = "aiops_";

    /** How long a session lives at most. */
    public static final Duration SESSION = Duration.ofDays(7);

    /** How long a session lives without use. */
    static final Duration IDLE = Duration.ofHours(24);

    /** How long a database that did not answer is not asked again, so that not every call waits for it. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final int BYTES = 32;

    private final TokenRepository repository;
    private final Clock clock;
    private final KnownCallers known;
    private final SecureRandom random = new SecureRandom();
    private volatile Instant silentUntil = Instant.MIN;

    /** Tokens kept in a repository. */
    public Tokens(TokenRepository repository, Clock clock) {
        this.repository = repository;
        this.clock = clock;
        this.known = new KnownCallers(clock);
    }

    /**
     * A token that was just made.
     *
     * @param token what is kept of it
     * @param secret the token itself, never shown again
     */
    public record Issued(AccessToken token, Secret secret) {}

    /** Begins a session. */
    public Issued issueSession(UUID user) {
        repository.forget(clock.instant().minus(Duration.ofDays(1)));
        return issue(user, "", SESSION);
    }

    /** Makes a token for programs. */
    public Issued issue(UUID user, String name, Duration lifetime) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        return new Issued(repository.add(user, name, hash(token), now, now.plus(lifetime)), Secret.of(token));
    }

    /** While the database is down, whoever was proven a short while ago is taken for the same. */
    @Override
    public Optional<Caller> callerOf(String token) {
        if (!token.startsWith(PREFIX) || token.length() >= 100) {
            return Optional.empty();
        }
        byte[] hash = hash(token);
        Optional<Caller> recent = clock.instant().isBefore(silentUntil) ? known.recent(hash) : Optional.empty();
        if (recent.isPresent()) {
            return recent;
        }
        try {
            Optional<Caller> caller = repository.callerOf(hash, clock.instant(), IDLE);
            known.remember(hash, caller);
            return caller;
        } catch (AiOpsException silent) {
            if (silent.code() != ErrorCode.DATABASE_UNAVAILABLE) {
                throw silent;
            }
            silentUntil = clock.instant().plus(PAUSE);
            return Optional.of(known.recent(hash).orElseThrow(() -> silent));
        }
    }

    /** Takes nobody on trust any more: an account was changed. */
    void forgetCallers() {
        known.forget();
    }

    /** The usable tokens of an account. */
    public List<AccessToken> list(UUID user) {
        return repository.list(user, clock.instant(), IDLE);
    }

    /** Ends a token at once; false if the account has no such token. */
    public boolean revoke(UUID user, UUID token) {
        forgetCallers();
        return repository.revoke(user, token, clock.instant());
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
