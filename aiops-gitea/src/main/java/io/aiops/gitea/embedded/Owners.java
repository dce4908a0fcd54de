package io.aiops.gitea.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/** Users and organisations, who share one space of names. */
final class Owners {

    private final GitAccounts accounts;
    private final Organisations organisations;

    Owners(GitAccounts accounts, Organisations organisations) {
        this.accounts = accounts;
        this.organisations = organisations;
    }

    Organisations organisations() {
        return organisations;
    }

    Optional<GitAccount> user(String login) {
        return NameRules.faultOfOwner(login).isPresent() ? Optional.empty() : accounts.find(login);
    }

    Optional<Organisation> organisation(String name) {
        return organisations.find(name);
    }

    /** The number of a name: the same after every restart, and for a user as for an organisation. */
    static long idOf(String name) {
        CRC32 sum = new CRC32();
        sum.update(name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        return sum.getValue() + 1;
    }
}
