package io.aiops.gitea.embedded;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The text between a path of names and a path of a URL: percent signs in, percent signs out. */
final class PathText {

    private static final String PLAIN = "-._~";

    private PathText() {}

    /** Escapes everything in one segment or, keeping its slashes, in a path. */
    static String encode(String path) {
        StringBuilder out = new StringBuilder();
        for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
            char sign = (char) (each & 0xff);
            if (sign == '/' || isPlain(sign)) {
                out.append(sign);
            } else {
                out.append(String.format("%%%02X", each & 0xff));
            }
        }
        return out.toString();
    }

    /** The path without its percent signs, or empty if it is no UTF-8 or has control characters. */
    static Optional<String> decode(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char sign = raw.charAt(i);
            if (sign == '%') {
                int high = hexAt(raw, i + 1);
                int low = hexAt(raw, i + 2);
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                bytes.write((high << 4) | low);
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(sign).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            return text.chars().anyMatch(Character::isISOControl) ? Optional.empty() : Optional.of(text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isPlain(char sign) {
        return sign < 128 && (Character.isLetterOrDigit(sign) || PLAIN.indexOf(sign) >= 0);
    }

    private static int hexAt(String raw, int at) {
        return at < raw.length() ? Character.digit(raw.charAt(at), 16) : -1;
    }
}
