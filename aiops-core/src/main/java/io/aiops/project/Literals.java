package io.aiops.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the same values as JSON, as Python and as variables of a shell. Values are texts, numbers, truths, lists, maps. */
final class Literals {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Literals() {}

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("texts, numbers, lists and maps have JSON forms", impossible);
        }
    }

    /** One assignment a line, names in upper case. */
    static String pythonModule(String comment, Map<String, Object> values) {
        StringBuilder module = new StringBuilder("# " + comment + "\n");
        values.forEach((name, value) -> module.append(variable(name))
                .append(" = ")
                .append(python(value))
                .append('\n'));
        return module.toString();
    }

    /** One {@code NAME='value'} a line, for {@code . file} and for readers of .env files. */
    static String shellVariables(String comment, Map<String, Object> values) {
        StringBuilder lines = new StringBuilder("# " + comment + "\n");
        values.forEach((name, value) -> lines.append(variable(name))
                .append('=')
                .append(shellWord(value.toString()))
                .append('\n'));
        return lines.toString();
    }

    /** A text as one word of a POSIX shell, whatever is in it. */
    static String shellWord(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static String python(Object value) {
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        if (value instanceof Map<?, ?> map) {
            List<String> parts = new ArrayList<>();
            map.forEach((key, one) -> parts.add(python(key) + ": " + python(one)));
            return "{" + String.join(", ", parts) + "}";
        }
        if (value instanceof List<?> list) {
            return "[" + String.join(", ", list.stream().map(Literals::python).toList()) + "]";
        }
        // A JSON text without surrogate escapes is a Python text, and a JSON number a Python number.
        return json(value).strip();
    }
}
