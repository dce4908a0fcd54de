package io.aiops.project;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them. */
final class Times {

    private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(ms|s|m|h|)");

    private Times() {}

    /** Reads {@code 30} as seconds, {@code 500ms}, {@code 30s}, {@code 2m} or {@code 1h}. */
    static Optional<Duration> parse(String text) {
        Matcher found = TIME.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!found.matches()) {
            return Optional.empty();
        }
        double unit = switch (found.group(2)) {
            case "ms" -> 1;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 1000;
        };
        return Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(found.group(1)) * unit)));
    }

    /** {@code 90 s}, or {@code 10 min} where it is whole minutes. */
    static String inWords(Duration time) {
        if (time.toSeconds() >= 60 && time.toSeconds() % 60 == 0) {
            return time.toMinutes() + " min";
        }
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() / 1000.0 + " s";
    }
}
