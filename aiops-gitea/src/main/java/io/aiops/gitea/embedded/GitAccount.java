package io.aiops.gitea.embedded;

import java.util.Set;

/**
 * Who is at work: a signed-in account of the host, and what its credential allows.
 *
 * @param login the name in paths, by Gitea's rules for user names
 * @param fullName the name to show, may be empty
 * @param email the address in commits made through the API
 * @param admin whether it may write everywhere and act for others
 * @param organisations the organisations it is a member of, by name
 * @param scopes what the credential allows
 */
public record GitAccount(
        String login, String fullName, String email, boolean admin, Set<String> organisations, GitScopes scopes) {

    /** Checks the name and copies the organisations. */
    public GitAccount {
        NameRules.requireOwner(login);
        organisations = Set.copyOf(organisations);
    }

    /** An account that is neither admin nor member of anything, and whose credential allows everything. */
    public static GitAccount named(String login) {
        return new GitAccount(login, "", login + "@noreply.localhost", false, Set.of(), GitScopes.everything());
    }

    /** The same account with a name to show. */
    public GitAccount withFullName(String name) {
        return new GitAccount(login, name, email, admin, organisations, scopes);
    }

    /** The same account with another address. */
    public GitAccount withEmail(String address) {
        return new GitAccount(login, fullName, address, admin, organisations, scopes);
    }

    /** The same account as admin. */
    public GitAccount asAdmin() {
        return new GitAccount(login, fullName, email, true, organisations, scopes);
    }

    /** The same account as member of exactly these organisations. */
    public GitAccount memberOf(String... names) {
        return new GitAccount(login, fullName, email, admin, Set.of(names), scopes);
    }

    /** The same account, allowed what these scopes allow. */
    public GitAccount limitedTo(GitScopes allowed) {
        return new GitAccount(login, fullName, email, admin, organisations, allowed);
    }
}
