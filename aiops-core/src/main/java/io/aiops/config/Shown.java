package io.aiops.config;

/** Foreign text as it may stand in a message: short, and without control characters. */
final class Shown {

    private static final int MOST = 80;

    private Shown() {}

    static String of(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(MOST).forEach(c -> {
            if (Character.isISOControl(c)) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return text.codePointCount(0, text.length()) > MOST ? out + "…" : out.toString();
    }
}
