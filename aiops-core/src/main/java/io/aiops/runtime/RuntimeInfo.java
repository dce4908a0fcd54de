package io.aiops.runtime;

import java.util.Set;

/**
 * What a backend is.
 *
 * @param name the name that a service's {@code runtime} setting chooses it by: {@code local}, {@code supervisor}, {@code docker}
 * @param version the backend's own version, or the empty text where it has none
 * @param capabilities what it can do
 */
public record RuntimeInfo(String name, String version, Set<Capability> capabilities) {

    /** Copies the capabilities. */
    public RuntimeInfo {
        capabilities = Set.copyOf(capabilities);
    }
}
