package io.aiops.config;

import io.aiops.service.ServiceId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * For whom a value is looked up. Within one layer the person's value beats the service's, which beats everybody's.
 *
 * @param service the service, where there is one
 * @param user the person's user name, where there is one
 */
public record ConfigContext(Optional<ServiceId> service, Optional<String> user) {

    /** Nobody in particular. */
    public static final ConfigContext SYSTEM = new ConfigContext(Optional.empty(), Optional.empty());

    /** One service. */
    public static ConfigContext of(ServiceId service) {
        return new ConfigContext(Optional.of(service), Optional.empty());
    }

    /** One person. */
    public static ConfigContext ofUser(String name) {
        return new ConfigContext(Optional.empty(), Optional.of(name));
    }

    /** What is looked up for a scope: its own values, then everybody's. */
    public static ConfigContext of(ConfigScope scope) {
        return switch (scope.type()) {
            case SYSTEM -> SYSTEM;
            case SERVICE -> of(ServiceId.of(scope.id()));
            case USER -> ofUser(scope.id());
        };
    }

    /** The same service as this person sees it. */
    public ConfigContext seenBy(String name) {
        return new ConfigContext(service, Optional.of(name));
    }

    /** The scopes whose values count, the strongest first. */
    public List<ConfigScope> scopes() {
        return Stream.of(
                        user.map(ConfigScope::ofUser).stream(),
                        service.map(ConfigScope::of).stream(),
                        Stream.of(ConfigScope.SYSTEM))
                .flatMap(scopes -> scopes)
                .toList();
    }
}
