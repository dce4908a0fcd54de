package io.aiops.gitea.git;

/** Text of strangers, as it may be shown. */
final class ShownText {

    private static final int SHOWN = 200;

    private ShownText() {}

    /** On one line, without control characters, cut where it is long. */
    static String of(String text) {
        StringBuilder shown = new StringBuilder();
        text.strip().codePoints().limit(SHOWN).forEach(c -> {
            int type = Character.getType(c);
            if (c == '\n' || c == '\r' || c == '\t') {
                shown.append(' ');
            } else if (Character.isISOControl(c) || type == Character.FORMAT || type == Character.SURROGATE) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return text.strip().codePointCount(0, text.strip().length()) > SHOWN ? shown + "…" : shown.toString();
    }
}
