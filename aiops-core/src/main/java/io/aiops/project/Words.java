package io.aiops.project;

import java.util.Optional;

/** Text of strangers, as it may be shown. */
final class Words {

    private static final int SHOWN = 120;

    private Words() {}

    /** The text without control characters, cut where it is long. */
    static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(SHOWN).forEach(c -> {
            int type = Character.getType(c);
            if (Character.isISOControl(c) || type == Character.FORMAT || type == Character.SURROGATE) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return text.codePointCount(0, text.length()) > SHOWN ? shown + "…" : shown.toString();
    }

    /** The candidate that was most likely meant. */
    static Optional<String> nearest(String text, Iterable<String> candidates) {
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int distance = distance(text, candidate);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return bestDistance <= Math.max(2, text.length() / 3) ? Optional.of(best) : Optional.empty();
    }

    private static int distance(String left, String right) {
        if (left.length() > 40) {
            return Integer.MAX_VALUE;
        }
        int[] previous = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            int[] next = new int[right.length() + 1];
            next[0] = row;
            for (int column = 1; column <= right.length(); column++) {
                int swap = previous[column - 1] + (left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1);
                next[column] = Math.min(swap, Math.min(previous[column], next[column - 1]) + 1);
            }
            previous = next;
        }
        return previous[right.length()];
    }
}
