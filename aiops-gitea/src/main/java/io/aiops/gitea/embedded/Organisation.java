package io.aiops.gitea.embedded;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Set;

/**
 * An owner that is no account.
 *
 * @param members logins in lower case that may write, beside those whom the host calls members
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Organisation(String name, String fullName, String description, String visibility, Set<String> members) {

    Organisation {
        members = Set.copyOf(members);
    }

    static Organisation named(String name) {
        return new Organisation(name, "", "", "public", Set.of());
    }
}
