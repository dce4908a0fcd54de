package io.aiops.gitea.embedded;

import io.aiops.service.Secret;
import java.util.Optional;

/**
 * The host's accounts. Called on the request's thread, by many at once, for every request; an implementation answers fast,
 * compares in constant time and throws nothing for a wrong credential.
 */
public interface GitAccounts {

    /**
     * Finds who a credential belongs to.
     *
     * @param user the user name of Basic authentication, or empty when only a token came. A token is good with any user name,
     *     a password only with its own.
     * @param passwordOrToken what came with it, never logged or stored by the server
     * @return the account with the scopes of this very credential, or empty if nobody has it
     */
    Optional<GitAccount> authenticate(String user, Secret passwordOrToken);

    /** Finds an account by its login, ignoring case; the scopes are of no meaning. */
    Optional<GitAccount> find(String login);
}
