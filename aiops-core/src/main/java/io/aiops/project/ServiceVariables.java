package io.aiops.project;

import java.util.Set;

/** The variables of a service's environment that are the platform's to set. */
final class ServiceVariables {

    private static final Set<String> OWNED = Set.of(
            "HOST", "PORT", "SERVICE_ID", "SERVICE_NAME", "SERVICE_RELEASE", "SERVICE_DATA_DIR", "SERVICE_LOG_DIR");

    private ServiceVariables() {}

    static boolean isPlatformOwned(String name) {
        return OWNED.contains(name) || name.startsWith("AIOPS_");
    }
}
