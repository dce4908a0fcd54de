package io.aiops.config;

import io.aiops.error.AiOpsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a YAML file. Nested maps and dotted names mean the same; a map below a key whose values are objects is its value; what
 * stands below {@code services} belongs to services.
 */
final class YamlFile {

    private final Path file;
    private final ConfigRegistry registry;
    private final LayerBuilder layer;

    private YamlFile(Path file, ConfigRegistry registry, LayerBuilder layer) {
        this.file = file;
        this.registry = registry;
        this.layer = layer;
    }

    /** The values of a file; a missing or empty one has none. */
    static StaticLayer read(Path file, ConfigRegistry registry, List<String> problems) {
        LayerBuilder layer = new LayerBuilder(ConfigSource.FILE, registry, problems);
        if (Files.exists(file)) {
            new YamlFile(file, registry, layer).read();
        }
        return layer.build(id -> Arguments.names(id, registry, file + ": "));
    }

    private void read() {
        try {
            Optional<YamlNode> root = YamlNode.read(file);
            root.ifPresent(node -> {
                if (node instanceof YamlNode.Mapping mapping) {
                    flatten("", mapping);
                } else if (!(node instanceof YamlNode.Scalar scalar && scalar.isNull())) {
                    layer.problem(file.toString(), "must hold keys and values");
                }
            });
        } catch (YamlNode.Broken broken) {
            layer.problem(file.toString(), String.valueOf(broken.getMessage()));
        } catch (IOException unreadable) {
            layer.problem(
                    file.toString(), "cannot be read (" + unreadable.getClass().getSimpleName() + ")");
        }
    }

    private void flatten(String prefix, YamlNode.Mapping mapping) {
        for (YamlNode.Member member : mapping.members()) {
            String written = prefix.isEmpty() ? member.name() : prefix + "." + member.name();
            YamlNode node = member.value();
            if (node instanceof YamlNode.Mapping below && !holdsObjects(written)) {
                flatten(written, below);
            } else if (!isUnsetPlace(written, node)) {
                int problems = layer.problemCount();
                String name = file + ": " + Shown.of(written);
                layer.idOf(written, name).ifPresent(id -> add(id, node, name));
                layer.addToProblemsSince(problems, " (line " + node.line() + ")");
            }
        }
    }

    /** {@code services:} and {@code services: {x: }} with nothing below say nothing. */
    private static boolean isUnsetPlace(String written, YamlNode node) {
        boolean place = written.equals("services") || written.matches("services\\.[^.]*");
        return place && node instanceof YamlNode.Scalar scalar && scalar.isNull();
    }

    private boolean holdsObjects(String written) {
        return declared(written)
                .map(key -> key.type() == ValueType.OBJECT || key.type() == ValueType.ANY)
                .orElse(false);
    }

    private Optional<ConfigKey<?>> declared(String written) {
        if (!written.startsWith(LayerBuilder.SERVICES)) {
            return registry.find(written);
        }
        int dot = written.indexOf('.', LayerBuilder.SERVICES.length());
        return dot < 0 ? Optional.empty() : registry.find(written.substring(dot + 1));
    }

    private void add(ConfigId id, YamlNode node, String name) {
        if (node instanceof YamlNode.Scalar scalar && !keepsKind(id, scalar)) {
            if (!scalar.isNull()) {
                layer.add(id, scalar.text(), name);
            }
        } else {
            try {
                layer.add(id, JsonValue.of(node.toJava()), name);
            } catch (AiOpsException refused) {
                layer.problem(name, refused.message());
            }
        }
    }

    /** Whether a scalar is taken as what YAML says it is; otherwise its spelling is read by the type of its key. */
    private boolean keepsKind(ConfigId id, YamlNode.Scalar scalar) {
        boolean any =
                registry.find(id.key()).map(key -> key.type() == ValueType.ANY).orElse(true);
        return any && !scalar.text().isEmpty();
    }
}
