package io.aiops.project;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them. */
public final class Sizes {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)([kmgt]?)(?:i?b)?");
    private static final String UNITS = "kmgt";

    private Sizes() {}

    /** Reads {@code 1g}, {@code 512m}, {@code 1.5GiB} or plain bytes; a unit is a power of 1024. */
    static OptionalLong parse(String text) {
        Matcher found = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!found.matches()) {
            return OptionalLong.empty();
        }
        double bytes = Double.parseDouble(found.group(1));
        for (int power = UNITS.indexOf(found.group(2)); !found.group(2).isEmpty() && power >= 0; power--) {
            bytes *= 1024;
        }
        return bytes < 9e18 ? OptionalLong.of((long) bytes) : OptionalLong.empty();
    }

    /** Three digits and a unit: {@code 1.4 GiB}. */
    public static String inWords(long bytes) {
        if (bytes < 1024) {
            return bytes + " bytes";
        }
        double value = bytes;
        String unit = "";
        for (String next : new String[] {"KiB", "MiB", "GiB", "TiB"}) {
            if (value < 1024) {
                break;
            }
            value /= 1024;
            unit = next;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, unit);
    }
}
