package io.aiops.gitea;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Texts that become part of a URL: every byte that is not unreserved is percent-encoded. */
final class PathText {

    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final int SHOWN = 80;

    private PathText() {}

    /** One segment of a path; a slash in it is encoded too. */
    static String segment(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte part : text.getBytes(StandardCharsets.UTF_8)) {
            if (part > 0 && UNRESERVED.indexOf(part) >= 0) {
                encoded.append((char) part);
            } else {
                encoded.append(String.format("%%%02X", part & 0xff));
            }
        }
        return encoded.toString();
    }

    /**
     * A path whose slashes stay, such as a file's path or the name of a branch.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} for an empty, {@code .} or {@code ..} segment or a control character,
     *     which a proxy on the way would change
     */
    static String segments(String what, String path) {
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw refused(what, path, "it must have no empty part and no . or .. between slashes");
            }
        }
        if (path.chars().anyMatch(Character::isISOControl)) {
            throw refused(what, path, "it must have no control characters");
        }
        return Arrays.stream(path.split("/", -1)).map(PathText::segment).collect(Collectors.joining("/"));
    }

    /** The text for a message: cut when long, control characters as question marks. */
    static String printable(String text) {
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return shown.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static AiOpsException refused(String what, String path, String why) {
        return new AiOpsException(
                ErrorCode.INVALID_REQUEST, what + " \"" + printable(path) + "\" is not allowed; " + why);
    }
}
