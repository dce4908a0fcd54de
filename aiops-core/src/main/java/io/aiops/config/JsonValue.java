package io.aiops.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON value of any kind. Numbers are exact, names of objects are sorted, so two values are equal exactly when
 * their texts are. Texts that PostgreSQL could not store (NUL, half a surrogate pair) and numbers of more than a thousand
 * digits are refused.
 */
public final class JsonValue {

    private static final int MOST_DIGITS = 1000;
    private static final int DEEPEST = 64;
    /** Long enough for the text of every value that is let in: what was stored must be read again. */
    private static final int LONGEST_NUMBER = 2 * MOST_DIGITS + 10;

    private static final int LONGEST_NAME = 1_000_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST + 1)
                            .maxNumberLength(LONGEST_NUMBER)
                            .maxNameLength(LONGEST_NAME)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** The JSON {@code null}, which is a value and not the absence of one. */
    public static final JsonValue NULL = of(null);

    private final String text;
    private final @Nullable Object value;

    private JsonValue(String text, @Nullable Object value) {
        this.text = text;
        this.value = value;
    }

    /**
     * Reads JSON text.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_VALUE} if it is none; the message does not repeat the text
     */
    public static JsonValue parse(String json) {
        try {
            return of(MAPPER.readValue(json, Object.class));
        } catch (StreamConstraintsException tooMuch) {
            throw refused("the value is nested too deeply, or holds a number or a name that is too long");
        } catch (JsonProcessingException | ClassCastException broken) {
            // The parser's own message quotes the text, and the text may be a secret.
            throw refused("the value is not valid JSON");
        }
    }

    /**
     * The value of plain Java objects: null, a truth value, a text, a number, or a list or map of these.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_VALUE} for anything else
     */
    public static JsonValue of(@Nullable Object plain) {
        Object checked = checked(plain, 0);
        try {
            return new JsonValue(MAPPER.writeValueAsString(checked), checked);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a checked value cannot be written", impossible);
        }
    }

    /** The value as JSON text, always the same for equal values. */
    public String text() {
        return text;
    }

    /** The value as plain unmodifiable Java: null, Boolean, String, Integer, Long, BigInteger, BigDecimal, List or Map. */
    public @Nullable Object toJava() {
        return value;
    }

    /** Whether this is the JSON {@code null}. */
    public boolean isNull() {
        return value == null;
    }

    /** The value as it stands in an environment variable: a text as it is, anything else as JSON. */
    public String plainText() {
        return value instanceof String string ? string : text;
    }

    private static @Nullable Object checked(@Nullable Object plain, int depth) {
        if (depth > DEEPEST) {
            throw refused("the value is nested too deeply");
        }
        if (plain == null || plain instanceof Boolean) {
            return plain;
        }
        if (plain instanceof String string) {
            return text(string);
        }
        if (plain instanceof Number number) {
            return number(number);
        }
        if (plain instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>(list.size());
            for (Object item : list) {
                items.add(checked(item, depth + 1));
            }
            return Collections.unmodifiableList(items);
        }
        if (plain instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> members = new TreeMap<>();
            map.forEach((name, member) -> members.put(name(String.valueOf(name)), checked(member, depth + 1)));
            return Collections.unmodifiableMap(members);
        }
        throw refused("a value of " + plain.getClass() + " is no JSON");
    }

    private static String name(String string) {
        if (string.length() > LONGEST_NAME) {
            throw refused("a name in the value is too long");
        }
        return text(string);
    }

    private static String text(String string) {
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < string.length()
                    && Character.isLowSurrogate(string.charAt(i + 1));
            if (c == 0 || (Character.isSurrogate(c) && !pair)) {
                throw refused("the value holds a character that cannot be stored");
            }
            if (pair) {
                i++;
            }
        }
        return string;
    }

    private static Number number(Number number) {
        BigDecimal exact;
        try {
            exact = new BigDecimal(number.toString());
        } catch (NumberFormatException notANumber) {
            throw refused("the value is not a number that JSON knows");
        }
        // The digits that its text has: 1e999 has a thousand of them.
        long digits = exact.precision() - Math.min(0L, exact.scale());
        if (digits > MOST_DIGITS || exact.scale() > MOST_DIGITS) {
            throw refused("a number has more than " + MOST_DIGITS + " digits");
        }
        if (exact.scale() > 0) {
            return exact;
        }
        BigInteger whole = exact.toBigIntegerExact();
        return whole.bitLength() < Integer.SIZE
                ? (Number) whole.intValueExact()
                : whole.bitLength() < Long.SIZE ? (Number) whole.longValueExact() : whole;
    }

    private static AiOpsException refused(String why) {
        return new AiOpsException(ErrorCode.INVALID_CONFIG_VALUE, why);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonValue json && json.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The JSON text. A secret is never held as a bare JsonValue for longer than a call. */
    @Override
    public String toString() {
        return text;
    }
}
