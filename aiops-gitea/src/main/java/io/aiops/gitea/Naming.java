package io.aiops.gitea;

import java.util.Locale;
import java.util.Optional;

/**
 * How a client names what it makes.
 *
 * @param owner whose repositories, absent for the token's user
 * @param prefix what their names begin with
 */
record Naming(Optional<String> owner, String prefix) {

    Naming {
        owner.ifPresent(RepoName::requireOwner);
        if (!prefix.isEmpty()) {
            RepoName.requireName(prefix + "x");
        }
    }

    /** The name with the prefix once, however often this is asked. */
    String prefixed(String name) {
        boolean has = name.toLowerCase(Locale.ROOT).startsWith(prefix.toLowerCase(Locale.ROOT))
                && name.length() > prefix.length();
        return has ? name : prefix + name;
    }
}
