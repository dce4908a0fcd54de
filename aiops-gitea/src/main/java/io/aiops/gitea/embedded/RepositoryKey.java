package io.aiops.gitea.embedded;

import java.util.Locale;

/** What tells repositories apart: owner and name, without regard to case. */
record RepositoryKey(String owner, String name) {

    RepositoryKey {
        owner = owner.toLowerCase(Locale.ROOT);
        name = name.toLowerCase(Locale.ROOT);
    }
}
