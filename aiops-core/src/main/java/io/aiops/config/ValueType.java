package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The kinds of values, by JSON Schema's names. */
public enum ValueType {
    /** A text. */
    STRING,
    /** A whole number of any size. */
    INTEGER,
    /** A number, exact. */
    NUMBER,
    /** True or false. */
    BOOLEAN,
    /** A list. */
    ARRAY,
    /** An object. */
    OBJECT,
    /** Any JSON, {@code null} too. */
    ANY;

    /** The word used in schemas. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a value is of this kind. */
    public boolean fits(JsonValue value) {
        Object plain = value.toJava();
        return switch (this) {
            case STRING -> plain instanceof String;
            case INTEGER -> plain instanceof Integer || plain instanceof Long || plain instanceof BigInteger;
            case NUMBER -> plain instanceof Number;
            case BOOLEAN -> plain instanceof Boolean;
            case ARRAY -> plain instanceof List;
            case OBJECT -> plain instanceof Map;
            case ANY -> true;
        };
    }

    /**
     * Reads a value of this kind from the text of a variable, an argument or a file: a text as it is, a number or truth value
     * by its usual spelling, lists and objects as JSON. A text that is meant for {@link #ANY} stays a text.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_VALUE}; the message does not repeat the text
     */
    public JsonValue read(String text) {
        try {
            JsonValue value = switch (this) {
                case STRING, ANY -> JsonValue.of(text);
                case INTEGER -> JsonValue.of(new BigInteger(text.strip()));
                case NUMBER -> JsonValue.of(new BigDecimal(text.strip()));
                case BOOLEAN -> JsonValue.of(flag(text.strip()));
                case ARRAY, OBJECT -> JsonValue.parse(text);
            };
            if (fits(value)) {
                return value;
            }
        } catch (IllegalArgumentException notThat) {
            // refused below, without the text
        }
        throw new AiOpsException(ErrorCode.INVALID_CONFIG_VALUE, "must be " + inWords());
    }

    /** What a value must be, for a message. */
    String inWords() {
        return switch (this) {
            case STRING -> "a text";
            case INTEGER -> "a whole number";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case ANY -> "JSON";
        };
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }
}
