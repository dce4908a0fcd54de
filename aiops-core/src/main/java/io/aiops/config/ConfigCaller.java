package io.aiops.config;

import java.util.Set;

/**
 * Who wants something of the configuration, as the host knows them.
 *
 * @param name the user name; owns the {@code user} scope of that name
 * @param roles what the host's roles are called
 */
public record ConfigCaller(String name, Set<String> roles) {

    /** Copies the roles. */
    public ConfigCaller {
        roles = Set.copyOf(roles);
    }
}
