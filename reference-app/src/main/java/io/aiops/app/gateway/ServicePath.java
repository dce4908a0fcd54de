package io.aiops.app.gateway;

import io.aiops.app.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The part of a request's path that a service sees. It is checked once, here, so that no service and no gateway ever reads a
 * path in two ways.
 */
final class ServicePath {

    private static final String PLAIN = "-._~!$&'()*+,;=:@/%";

    private ServicePath() {}

    /**
     * The path, unchanged but for characters that must be encoded.
     *
     * @throws ProblemException 400 for an encoded slash, dot segments, empty segments and control characters
     */
    static String check(String raw) {
        String lower = raw.toLowerCase(Locale.ROOT);
        if (lower.contains("//")
                || lower.contains("\\")
                || lower.contains("%2f")
                || lower.contains("%5c")
                || lower.matches("(?s).*(%[01][0-9a-f]|%7f|[\\x00-\\x1f\\x7f]).*")
                || lower.matches("(?s).*%(?![0-9a-f]{2}).*")) {
            throw refused();
        }
        for (String segment : lower.split("/", -1)) {
            String name = segment.split(";", 2)[0].replace("%2e", ".");
            if (name.equals(".") || name.equals("..")) {
                throw refused();
            }
        }
        return encode(raw, PLAIN);
    }

    /** The query, unchanged but for characters that must be encoded. */
    static String query(String raw) {
        return encode(raw, PLAIN + "?");
    }

    private static String encode(String raw, String plain) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : raw.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean keep = c < 128 && (Character.isLetterOrDigit(c) || plain.indexOf(c) >= 0);
            encoded.append(keep ? Character.toString(c) : String.format("%%%02X", (int) c));
        }
        return encoded.toString();
    }

    private static ProblemException refused() {
        return new ProblemException(
                400,
                "BAD_PATH",
                "the path has an encoded slash, a dot segment, an empty segment or a control character");
    }
}
