package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a stored value must be like: what its key says, and what must be so across several keys. */
final class WriteRules {

    private final ConfigRegistry registry;
    private final List<ConfigRule> rules;

    WriteRules(ConfigRegistry registry, List<ConfigRule> rules) {
        this.registry = registry;
        this.rules = List.copyOf(rules);
    }

    /** What keeps a value from being stored in a place. */
    List<String> problems(ConfigId id, JsonValue value) {
        return registry.find(id.key()).map(key -> problems(id, key, value)).orElse(List.of());
    }

    private static List<String> problems(ConfigId id, ConfigKey<?> key, JsonValue value) {
        if (!key.sources().contains(ConfigSource.DATABASE)) {
            return List.of(id.key() + " is needed before the database is; set it as an argument or variable");
        }
        if (!key.scopes().contains(id.scope().type())) {
            String allowed = key.scopes().stream().map(ScopeType::word).sorted().collect(Collectors.joining(" or "));
            return List.of(id.key() + " is set for " + allowed + ", not for a "
                    + id.scope().type().word());
        }
        return key.problems(value).stream()
                .map(problem -> id.key() + " " + problem)
                .toList();
    }

    /** Refuses, naming everything, if something is wrong. */
    static void refuse(List<String> wrong) {
        if (!wrong.isEmpty()) {
            throw new AiOpsException(ErrorCode.INVALID_CONFIG_VALUE, String.join("; ", wrong)).with("problems", wrong);
        }
    }

    /** Looks at what a commit would leave. */
    void check(List<ConfigEntry> entries) {
        Map<ConfigScope, Map<String, JsonValue>> byScope = new LinkedHashMap<>();
        for (ConfigEntry entry : entries) {
            if (entry.status().counts()) {
                byScope.computeIfAbsent(entry.id().scope(), scope -> new LinkedHashMap<>())
                        .put(entry.id().key(), entry.value().plain().orElse(ConfigValue.MASK));
            }
        }
        List<String> wrong = new ArrayList<>();
        byScope.forEach(
                (scope, values) -> rules.forEach(rule -> wrong.addAll(rule.problems(scope, Map.copyOf(values)))));
        refuse(wrong);
    }
}
