package io.aiops.app.http;

import java.util.Optional;

/** Knows who stands behind a token. */
@FunctionalInterface
public interface Gatekeeper {

    /** The caller with this token; empty if the token is unknown, expired or revoked, or its account was disabled. */
    Optional<Caller> callerOf(String token);
}
