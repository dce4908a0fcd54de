package io.aiops.gitea.embedded;

import java.util.Locale;

/**
 * Who may do what. Every signed-in account reads what is public; a private repository is seen by those who may write to it:
 * its owner, the members of the organisation that owns it, and admins.
 */
final class Access {

    private final Organisations organisations;

    Access(Organisations organisations) {
        this.organisations = organisations;
    }

    boolean mayRead(GitAccount account, RepositoryRecord repository) {
        return !repository.closed() || mayWriteTo(account, repository.owner());
    }

    boolean mayWrite(GitAccount account, RepositoryRecord repository) {
        return mayWriteTo(account, repository.owner());
    }

    /** Whether the account may make and change repositories of this owner. */
    boolean mayWriteTo(GitAccount account, String owner) {
        return account.admin() || account.login().equalsIgnoreCase(owner) || isMember(account, owner);
    }

    boolean isMember(GitAccount account, String organisation) {
        return organisations
                .find(organisation)
                .filter(found -> found.members().contains(account.login().toLowerCase(Locale.ROOT))
                        || account.organisations().stream().anyMatch(name -> name.equalsIgnoreCase(organisation)))
                .isPresent();
    }
}
