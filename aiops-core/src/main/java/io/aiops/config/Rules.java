package io.aiops.config;

import java.util.List;
import java.util.Optional;

/** What a key says of its values, whatever its own code throws. */
final class Rules {

    private Rules() {}

    /** What is wrong with setting a key for a scope; empty for nothing. */
    static Optional<String> scope(ConfigKey<?> key, ConfigScope scope) {
        if (key.scopes().contains(scope.type())) {
            return Optional.empty();
        }
        return Optional.of(
                switch (scope.type()) {
                    case SYSTEM ->
                        key.scopes().contains(ScopeType.SERVICE)
                                ? "can be set for single services only, such as services.<id>." + key
                                : "can be set for single users only";
                    case SERVICE -> "cannot be set for a single service";
                    case USER -> "cannot be set for a single user";
                });
    }

    /** What is wrong with a value, each to be read after the key; a secret is not repeated. */
    static List<String> value(ConfigKey<?> key, JsonValue value) {
        try {
            return key.problems(value);
        } catch (RuntimeException ruleBroke) {
            // A rule that fails on a value cannot vouch for it; its message might repeat a secret.
            return List.of("is not allowed (" + ruleBroke.getClass().getSimpleName() + ")");
        }
    }

    /** What is wrong with a stored entry; nothing is known of the value of a secret before it is read. */
    static List<String> stored(ConfigKey<?> key, ConfigEntry entry) {
        if (!key.sources().contains(ConfigSource.DATABASE)) {
            return List.of("cannot be set in the database");
        }
        return scope(key, entry.id().scope())
                .map(List::of)
                .orElseGet(() ->
                        entry.value().plain().map(value -> value(key, value)).orElse(List.of()));
    }
}
