package io.aiops.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a YAML file of settings as flat keys: nested maps and dotted names mean the same. */
final class SettingsFile {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private SettingsFile() {}

    /** The values by key; a missing or empty file has none. What is wrong is added to {@code problems}. */
    static Map<String, String> read(Path file, List<String> problems) {
        Map<String, String> values = new TreeMap<>();
        if (!Files.exists(file)) {
            return values;
        }
        try {
            JsonNode root = YAML.readTree(file.toFile());
            if (root == null || root.isMissingNode() || root.isNull()) {
                return values;
            }
            if (!root.isObject()) {
                problems.add(file + ": must hold keys and values");
                return values;
            }
            flatten("", root, file, values, problems);
        } catch (JsonProcessingException broken) {
            // The parser's own message may quote the line, and the line may hold a secret.
            int line = broken.getLocation() == null ? 0 : broken.getLocation().getLineNr();
            problems.add(file + ": is not valid YAML (line " + line + ")");
        } catch (IOException unreadable) {
            problems.add(file + ": cannot be read (" + unreadable.getClass().getSimpleName() + ")");
        }
        return values;
    }

    private static void flatten(
            String prefix, JsonNode node, Path file, Map<String, String> values, List<String> problems) {
        node.properties().forEach(entry -> {
            String key = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isObject()) {
                flatten(key, value, file, values, problems);
            } else if (value.isArray()) {
                problems.add(file + ": " + key + " must be one value, not a list");
            } else if (!value.isNull() && !value.asText().isEmpty()) {
                values.put(key, value.asText());
            }
        });
    }
}
