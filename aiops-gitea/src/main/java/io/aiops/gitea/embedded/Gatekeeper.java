package io.aiops.gitea.embedded;

import io.aiops.service.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Finds out who sends a request, from its Authorization header alone: a token in a query lands in logs of proxies. */
final class Gatekeeper {

    private final GitAccounts accounts;

    Gatekeeper(GitAccounts accounts) {
        this.accounts = accounts;
    }

    /** Who asks; empty if no credential came; 401 if a wrong one came. */
    Optional<GitAccount> admit(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || header.isBlank()) {
            return Optional.empty();
        }
        int space = header.indexOf(' ');
        String scheme = (space < 0 ? header : header.substring(0, space)).toLowerCase(Locale.ROOT);
        String credential = space < 0 ? "" : header.substring(space + 1).strip();
        Optional<GitAccount> account = switch (scheme) {
            case "token", "bearer" -> authenticate("", credential);
            case "basic" -> basic(credential);
            default -> Optional.empty();
        };
        return Optional.of(account.orElseThrow(
                () -> Refusal.of(401, "user does not exist, or the password or token is wrong or has expired")));
    }

    private Optional<GitAccount> basic(String credential) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(credential), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int colon = pair.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String user = pair.substring(0, colon);
        String password = pair.substring(colon + 1);
        if (password.isEmpty() || password.equals("x-oauth-basic")) {
            return authenticate("", user);
        }
        return authenticate(user, password);
    }

    private Optional<GitAccount> authenticate(String user, String credential) {
        return credential.isEmpty() ? Optional.empty() : accounts.authenticate(user, Secret.of(credential));
    }
}
