package io.aiops.config;

import io.aiops.service.ServiceId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code --key=value} and {@code --services.<id>.<key>=value}. */
final class Arguments {

    private Arguments() {}

    static StaticLayer read(List<String> arguments, ConfigRegistry registry, List<String> problems) {
        LayerBuilder layer = new LayerBuilder(ConfigSource.ARGUMENT, registry, problems);
        Set<String> seen = new HashSet<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 3) {
                // Whatever is not --key=value may be a secret typed in the wrong place.
                String shown = argument.startsWith("--") ? Shown.of(argument.split("[= ]", 2)[0]) : "an argument";
                layer.problem(shown, "arguments look like --key=value");
                continue;
            }
            String key = argument.substring(2, equals);
            String name = "--" + Shown.of(key);
            if (!seen.add(key)) {
                layer.problem(name, "given twice");
                continue;
            }
            layer.idOf(key, name).ifPresent(id -> layer.add(id, argument.substring(equals + 1), name));
        }
        return layer.build(id -> names(id, registry, "--"));
    }

    /** How a value is written in arguments and files; nothing for users, whose values are in the database alone. */
    static List<String> names(ConfigId id, ConfigRegistry registry, String before) {
        List<String> keys = registry.find(id.key()).map(ConfigRegistry::namesOf).orElse(List.of(id.key()));
        Optional<String> prefix = switch (id.scope().type()) {
            case SYSTEM -> Optional.of("");
            case SERVICE ->
                Optional.of(LayerBuilder.SERVICES + ServiceId.of(id.scope().id()) + ".");
            case USER -> Optional.empty();
        };
        return prefix.map(text -> keys.stream().map(key -> before + text + key).toList())
                .orElse(List.of());
    }
}
