package io.aiops.gitea.git;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which names may stand in a tree: none that git, Windows or macOS would take for something else. Stateless.
 */
public final class PathRules {

    /** Characters of the longest path. */
    public static final int LONGEST = 1024;

    private static final int LONGEST_SEGMENT = 255;
    private static final int DEEPEST = 64;
    private static final Set<String> RESERVED = Set.of("con", "prn", "aux", "nul", "conin$", "conout$");
    private static final Pattern NUMBERED = Pattern.compile("(com|lpt)[1-9¹²³]");
    private static final Pattern SHORT_GIT = Pattern.compile("git~[0-9]+");
    private static final Pattern DRIVE = Pattern.compile("[a-zA-Z]:.*", Pattern.DOTALL);

    private PathRules() {}

    /** Why a path of a tree must not be written to a disk; names that only other systems mind pass. */
    static Optional<String> danger(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return Optional.of("\"" + segment + "\" is no name");
            }
            if (isGit(segment)) {
                return Optional.of("git, or git on Windows or macOS, takes it for its own folder .git");
            }
        }
        return Optional.empty();
    }

    /** Why a path with slashes is refused; empty if it is not. */
    public static Optional<String> refusal(String path) {
        if (path.isEmpty() || path.startsWith("/")) {
            return Optional.of("a path is relative and not empty");
        }
        if (path.length() > LONGEST) {
            return Optional.of("the path is longer than " + LONGEST + " characters");
        }
        if (path.indexOf('\\') >= 0) {
            return Optional.of("a backslash separates folders on Windows");
        }
        if (path.indexOf('\uFFFD') >= 0) {
            return Optional.of("the name is not UTF-8");
        }
        if (path.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("the name has a control character");
        }
        String[] segments = path.split("/", -1);
        if (segments.length > DEEPEST) {
            return Optional.of("it lies more than " + DEEPEST + " folders deep");
        }
        for (String segment : segments) {
            Optional<String> why = segment(segment);
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> segment(String segment) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
            return Optional.of("\"" + segment + "\" is no name");
        }
        if (segment.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST_SEGMENT) {
            return Optional.of("a name is longer than " + LONGEST_SEGMENT + " bytes");
        }
        if (isGit(segment)) {
            return Optional.of("git, or git on Windows or macOS, takes it for its own folder .git");
        }
        if (DRIVE.matcher(segment).matches()) {
            return Optional.of("it begins like a drive of Windows");
        }
        String stem = plain(segment);
        int dot = stem.indexOf('.');
        String device = (dot < 0 ? stem : stem.substring(0, dot)).stripTrailing();
        if (RESERVED.contains(device) || NUMBERED.matcher(device).matches()) {
            return Optional.of("Windows reserves that name");
        }
        if (segment.endsWith(" ") || segment.endsWith(".")) {
            return Optional.of("Windows drops a blank or a dot at the end of a name");
        }
        return Optional.empty();
    }

    /** Whether some system takes the name for {@code .git}: any case, ignorable characters, NTFS streams and short names. */
    static boolean isGit(String segment) {
        String plain = plain(segment);
        int stream = plain.indexOf(':');
        String name = stream < 0 ? plain : plain.substring(0, stream);
        int end = name.length();
        while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == ' ')) {
            end--;
        }
        name = name.substring(0, end);
        return name.equals(".git") || SHORT_GIT.matcher(name).matches();
    }

    /** What names have in common that meet on some file system. */
    public static String folded(String path) {
        return Normalizer.normalize(path.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFKC);
    }

    private static String plain(String segment) {
        StringBuilder kept = new StringBuilder();
        segment.codePoints()
                .filter(c -> Character.getType(c) != Character.FORMAT && c != 0x200B && c != 0xFEFF)
                .forEach(kept::appendCodePoint);
        return folded(kept.toString());
    }
}
