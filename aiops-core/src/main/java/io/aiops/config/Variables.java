package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.service.ServiceId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads environment variables, of the environment or of a {@code .env} file. A name that belongs to a declared key sets it;
 * one of a service is turned back into its key, which loses nothing; anything else is left alone.
 */
final class Variables {

    private static final String SERVICES = ConfigRegistry.PREFIX + "SERVICES__";

    private final ConfigRegistry registry;
    private final LayerBuilder layer;
    private final String before;
    private final List<String> unknown;

    private Variables(ConfigRegistry registry, LayerBuilder layer, String before, List<String> unknown) {
        this.registry = registry;
        this.layer = layer;
        this.before = before;
        this.unknown = unknown;
    }

    /**
     * Reads variables.
     *
     * @param before what stands before a variable in messages, such as the name of a file
     * @param unknown gets the names that look like ours and belong to no declared key
     */
    static StaticLayer read(
            ConfigSource source,
            Map<String, String> variables,
            String before,
            ConfigRegistry registry,
            List<String> unknown,
            List<String> problems) {
        LayerBuilder layer = new LayerBuilder(source, registry, problems);
        new Variables(registry, layer, before, unknown).readAll(new TreeMap<>(variables));
        return layer.build(id ->
                names(id, registry).stream().map(variable -> before + variable).toList());
    }

    private void readAll(Map<String, String> variables) {
        for (ConfigKey<?> key : registry.keys()) {
            ConfigId id = ConfigId.system(key.name());
            // Every name is checked, the strongest one counts.
            for (String variable : ConfigRegistry.variablesOf(key)) {
                String value = variables.get(variable);
                if (value != null) {
                    layer.addWeaker(id, value, before + variable);
                }
            }
        }
        variables.forEach((variable, value) -> {
            if (variable.startsWith(ConfigRegistry.PREFIX)
                    && registry.findByVariable(variable).isEmpty()) {
                addUndeclared(variable, value);
            }
        });
    }

    private void addUndeclared(String variable, String value) {
        Optional<ConfigId> id = idOf(variable);
        boolean service =
                id.map(known -> known.scope().type() == ScopeType.SERVICE).orElse(false);
        if (!service) {
            unknown.add(before + Shown.of(variable));
        }
        id.ifPresent(known -> layer.addWeaker(known, value, before + variable));
    }

    private Optional<ConfigId> idOf(String variable) {
        try {
            if (!variable.startsWith(SERVICES)) {
                return lower(variable.substring(ConfigRegistry.PREFIX.length()), variable)
                        .map(ConfigId::system);
            }
            String rest = variable.substring(SERVICES.length());
            int end = rest.indexOf("__");
            if (end < 0) {
                return Optional.empty();
            }
            Optional<String> service = lower(rest.substring(0, end), variable);
            Optional<String> key = lower(rest.substring(end + 2), variable);
            return service.flatMap(
                    id -> key.map(known -> new ConfigId(ConfigScope.of(ServiceId.of(id)), registry.canonical(known))));
        } catch (AiOpsException noKey) {
            return Optional.empty(); // reported as an unknown variable
        }
    }

    /** The key of a part of a variable, if that part is how the key is written. */
    private static Optional<String> lower(String part, String variable) {
        String lower = part.toLowerCase(Locale.ROOT);
        return part.equals(lower.toUpperCase(Locale.ROOT)) && !variable.contains("-") && !variable.contains(".")
                ? Optional.of(lower.replace("__", ".").replace('_', '-'))
                : Optional.empty();
    }

    private static List<String> names(ConfigId id, ConfigRegistry registry) {
        Optional<ConfigKey<?>> key = registry.find(id.key());
        return switch (id.scope().type()) {
            case SYSTEM ->
                key.map(ConfigRegistry::variablesOf).orElseGet(() -> List.of(ConfigRegistry.variableOf(id.key())));
            case SERVICE ->
                key.map(ConfigRegistry::namesOf).orElse(List.of(id.key())).stream()
                        .flatMap(name -> ConfigRegistry.variableOf(
                                ServiceId.of(id.scope().id()), name)
                                .stream())
                        .toList();
            case USER -> List.of();
        };
    }
}
