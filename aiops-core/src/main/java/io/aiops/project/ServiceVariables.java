package io.aiops.project;

import java.util.Optional;
import java.util.Set;

/** The names of variables in a service's environment. */
public final class ServiceVariables {

    private static final Set<String> OWNED = Set.of(
            "HOST", "PORT", "SERVICE_ID", "SERVICE_NAME", "SERVICE_RELEASE", "SERVICE_DATA_DIR", "SERVICE_LOG_DIR");

    private ServiceVariables() {}

    /**
     * The variable of a configured value: {@code model.path} and {@code service.model.path} are {@code SERVICE_MODEL_PATH}.
     *
     * @return empty for a key whose variable is the platform's to set
     */
    public static Optional<String> of(String key) {
        String own = key.startsWith("service.") ? key.substring("service.".length()) : key;
        return Optional.of("SERVICE_" + ConfigText.variable(own)).filter(name -> !isPlatformOwned(name));
    }

    /** Whether it is the platform's to set. */
    static boolean isPlatformOwned(String name) {
        return OWNED.contains(name) || name.startsWith("AIOPS_");
    }
}
