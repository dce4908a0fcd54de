package io.aiops.testkit.config;

import io.aiops.config.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** JSON values that stores like to get wrong, and random ones; the same for the same seed. */
public final class JsonValues {

    private static final String LETTERS = "aZ09 .-_\"\\/\b\f\n\r\t\u0001\u007f\u00e4\u4e2d\u6587\u2028\ufeff\ufffd";

    private final Random random;

    /** Random values of a seed. */
    public JsonValues(long seed) {
        this.random = new Random(seed);
    }

    /** Numbers, texts and nestings at the edges. */
    public static List<JsonValue> edges() {
        List<JsonValue> edges = new ArrayList<>(List.of(JsonValue.NULL, JsonValue.of(true), JsonValue.of(false)));
        for (String number : List.of(
                "0",
                "-0",
                "-0.0",
                "0.000",
                "1.50",
                "0.1",
                "9007199254740993",
                "-9223372036854775808",
                "9223372036854775808",
                "1e300",
                "1e-300",
                "1.5e999",
                "123e-1000",
                "-1E+2",
                "3.141592653589793238462643383279502884197169399375105820974944592307816406286")) {
            edges.add(JsonValue.parse(number));
        }
        edges.add(JsonValue.of(BigInteger.TEN.pow(999)));
        edges.add(JsonValue.of(new BigDecimal(BigInteger.ONE, 1000)));
        edges.add(JsonValue.of(new BigDecimal(BigInteger.TEN.pow(999), 1000)));
        edges.add(JsonValue.of(new BigDecimal(BigInteger.TEN.pow(499), -500)));
        for (String text :
                List.of("", " ", "null", "\"", "\\u0000", "\\", LETTERS, "\ud83d\ude00", "e\u0301", "\u00e9")) {
            edges.add(JsonValue.of(text));
            edges.add(JsonValue.of(Map.of(text, text)));
        }
        edges.add(JsonValue.of(List.of()));
        edges.add(JsonValue.of(Map.of()));
        edges.add(JsonValue.of(Map.of("b", 1, "a", 2, "aa", 3, "B", 4)));
        edges.add(JsonValue.of(Map.of("n".repeat(60_000), 1)));
        Object nested = 1;
        for (int depth = 0; depth < 64; depth++) {
            nested = depth % 2 == 0 ? List.of(nested) : Map.of("in", nested);
        }
        edges.add(JsonValue.of(nested));
        return edges;
    }

    /** The next random value. */
    public JsonValue next() {
        return JsonValue.of(any(0));
    }

    private @Nullable Object any(int depth) {
        return switch (random.nextInt(depth > 4 ? 5 : 7)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> text();
            case 3 -> random.nextLong() >> random.nextInt(64);
            case 4 -> new BigDecimal(new BigInteger(1 + random.nextInt(400), random), random.nextInt(600) - 300);
            case 5 -> list(depth);
            default -> map(depth);
        };
    }

    private List<@Nullable Object> list(int depth) {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            items.add(any(depth + 1));
        }
        return Collections.unmodifiableList(items);
    }

    private Map<String, @Nullable Object> map(int depth) {
        Map<String, @Nullable Object> members = new HashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            members.put(text(), any(depth + 1));
        }
        return Collections.unmodifiableMap(members);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            if (random.nextInt(8) == 0) {
                text.appendCodePoint(0x10000 + random.nextInt(0xfffff));
            } else {
                text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
        }
        return text.toString();
    }
}
