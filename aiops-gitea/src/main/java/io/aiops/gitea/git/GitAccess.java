package io.aiops.gitea.git;

import io.aiops.service.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Who asks. It is given with every call and is never written anywhere.
 *
 * @param user any name where the secret is a token
 * @param token a token or a password; empty for an anonymous caller
 */
public record GitAccess(String user, Optional<Secret> token) {

    /** Checks that the name can be sent. */
    public GitAccess {
        if (user.indexOf(':') >= 0 || user.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a user's name for git has no colon and no control character");
        }
    }

    /** Asks with a token. */
    public static GitAccess token(Secret token) {
        return new GitAccess("token", Optional.of(token));
    }

    /** Asks with a name and a password. */
    public static GitAccess user(String user, Secret password) {
        return new GitAccess(user, Optional.of(password));
    }

    /** Asks without saying who. */
    public static GitAccess anonymous() {
        return new GitAccess("", Optional.empty());
    }

    Optional<String> authorization() {
        return token.map(secret -> "Basic "
                + Base64.getEncoder().encodeToString((user + ":" + secret.reveal()).getBytes(StandardCharsets.UTF_8)));
    }

    /** The text without the token, whoever put it there. */
    String masked(String text) {
        String shown = text;
        if (token.isPresent() && !token.get().reveal().isEmpty()) {
            shown = shown.replace(token.get().reveal(), "***");
        }
        String header = authorization().map(basic -> basic.substring(6)).orElse("");
        return header.isEmpty() ? shown : shown.replace(header, "***");
    }
}
