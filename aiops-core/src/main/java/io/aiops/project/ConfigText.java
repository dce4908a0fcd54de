package io.aiops.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the same values as JSON, as a Python module and as a file of variables. The order is the map's, so equal maps make
 * equal files. Values are texts, numbers, truth values, lists and maps of these, or null.
 */
final class ConfigText {

    private final ObjectWriter json = new JsonMapper()
            .writer(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")));
    private final String note;

    /** Says in the head of each file what it is. */
    ConfigText(String note) {
        this.note = LeftOut.MARK + "; " + note;
    }

    String json(Map<String, ?> values) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("_comment", note);
        all.putAll(values);
        return jsonValue(all) + "\n";
    }

    /** A module with one constant per key. */
    String python(Map<String, ?> values) {
        StringBuilder text =
                new StringBuilder("# -*- coding: utf-8 -*-\n# ").append(note).append('\n');
        values.forEach((key, value) -> {
            text.append(variable(key)).append(" = ");
            appendPython(text, value, 0);
            text.append('\n');
        });
        return text.toString();
    }

    /**
     * Lines that {@code sh} and python-dotenv read alike. A value that no quoting expresses in both (a quote or backslash
     * together with a dollar, or a reference like {@code ${X}}) is right in {@code sh} and skipped by dotenv; one with such
     * and several lines is left to the other files.
     */
    String variables(Map<String, ?> values) {
        StringBuilder text = new StringBuilder("# ").append(note).append('\n');
        values.forEach((key, value) -> {
            if (value != null) {
                String name = variable(key);
                String plain = value instanceof Map || value instanceof Collection ? jsonLine(value) : value.toString();
                text.append(assignment(name, plain)).append('\n');
            }
        });
        return text.toString();
    }

    /** The name of a key as a variable: upper case, everything else an underscore. */
    static String variable(String key) {
        StringBuilder name = new StringBuilder();
        key.chars()
                .forEach(c ->
                        name.append(c < 128 && Character.isLetterOrDigit(c) ? (char) Character.toUpperCase(c) : '_'));
        return name.length() == 0 || Character.isDigit(name.charAt(0)) ? "_" + name : name.toString();
    }

    /**
     * The values by the name of their variable, sorted.
     *
     * @throws AiOpsException {@code INVALID_SETTING} if two keys have the same
     */
    static Map<String, @Nullable Object> byVariable(Map<String, ?> values) {
        Map<String, String> keys = new TreeMap<>();
        Map<String, @Nullable Object> named = new TreeMap<>();
        values.forEach((key, value) -> {
            String earlier = keys.putIfAbsent(variable(key), key);
            if (earlier != null) {
                throw new AiOpsException(
                        ErrorCode.INVALID_SETTING,
                        "\"" + earlier + "\" and \"" + key + "\" would both be the variable " + variable(key));
            }
            named.put(variable(key), value);
        });
        return named;
    }

    private static String assignment(String name, String value) {
        boolean reference = value.contains("${");
        boolean broken = value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0;
        if (value.indexOf('\0') >= 0 || value.indexOf('\r') >= 0) {
            return leftOut(name);
        }
        if (!reference && value.indexOf('\'') < 0 && value.indexOf('\\') < 0) {
            return name + "='" + value + "'";
        }
        if (!reference && value.indexOf('$') < 0 && value.indexOf('`') < 0) {
            return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }
        // Words in a row are one to sh; to dotenv the line is none, which is better than another value.
        return broken
                ? leftOut(name)
                : name + "='" + value.replace("'", "'\\''").replace("${", "$''{") + "'";
    }

    private static String leftOut(String name) {
        return "# " + name + " is left out: it cannot be written on lines; see the other files";
    }

    private void appendPython(StringBuilder text, @Nullable Object value, int depth) {
        if (value == null) {
            text.append("None");
        } else if (value instanceof Boolean truth) {
            text.append(truth ? "True" : "False");
        } else if (value instanceof Number number) {
            text.append(pythonNumber(number));
        } else if (value instanceof Map<?, ?> map) {
            text.append('{');
            map.forEach((key, item) -> {
                indent(text, depth + 1);
                text.append(quoted(String.valueOf(key))).append(": ");
                appendPython(text, item, depth + 1);
                text.append(',');
            });
            close(text, map.isEmpty(), depth, '}');
        } else if (value instanceof Collection<?> list) {
            text.append('[');
            for (Object item : list) {
                indent(text, depth + 1);
                appendPython(text, item, depth + 1);
                text.append(',');
            }
            close(text, list.isEmpty(), depth, ']');
        } else {
            text.append(quoted(value.toString()));
        }
    }

    private static void close(StringBuilder text, boolean empty, int depth, char bracket) {
        if (!empty) {
            indent(text, depth);
        }
        text.append(bracket);
    }

    private static void indent(StringBuilder text, int depth) {
        text.append('\n').append("    ".repeat(depth));
    }

    private static String pythonNumber(Number number) {
        double value = number.doubleValue();
        return Double.isFinite(value) ? number.toString() : "float(\"" + value + "\")";
    }

    /** A Python literal of a text; JSON's would break characters beyond the first plane. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                    if (Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF) || c == 0x2028 || c == 0x2029) {
                        out.append(String.format("\\u%04x", c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.append('"').toString();
    }

    private String jsonValue(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException odd) {
            throw new AiOpsException(ErrorCode.INVALID_SETTING, "a value cannot be written as JSON", odd);
        }
    }

    private static String jsonLine(Object value) {
        try {
            return new JsonMapper().writeValueAsString(value);
        } catch (JsonProcessingException odd) {
            throw new AiOpsException(ErrorCode.INVALID_SETTING, "a value cannot be written as JSON", odd);
        }
    }
}
