package io.aiops.gitea.upload;

import io.aiops.gitea.git.Cancellation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Looks for secrets in the text files of an upload, in time that grows with their length only. */
final class SecretScan {

    static final long LARGEST = 2 << 20;

    private static final int BINARY_HEAD = 8000;
    private static final int MOST_FINDINGS = 200;
    private static final int SHOWN = 4;
    private static final Set<String> NAMES = Set.of(
            "password", "passwd", "secret", "secret_key", "api_key", "apikey", "access_token", "auth_token", "token");

    private final List<SecretRule> rules = SecretRules.all();
    private final List<SecretFinding> findings = new ArrayList<>();

    List<SecretFinding> scan(List<SourceFile> files, Cancellation cancellation) throws IOException {
        for (SourceFile file : files) {
            cancellation.check();
            if (!file.isLink() && file.size() <= LARGEST && findings.size() < MOST_FINDINGS) {
                scan(file.path(), Files.readAllBytes(file.file()));
            }
        }
        return findings;
    }

    void scan(String path, byte[] content) {
        for (int at = 0; at < Math.min(content.length, BINARY_HEAD); at++) {
            if (content[at] == 0) {
                return;
            }
        }
        String text = new String(content, StandardCharsets.ISO_8859_1);
        for (SecretRule rule : rules) {
            for (int at = text.indexOf(rule.prefix()); at >= 0; at = text.indexOf(rule.prefix(), at + 1)) {
                int end = rule.end(text, at);
                if (end > 0
                        && looksRandom(rule, text.substring(at + rule.prefix().length(), end))) {
                    add(rule.name(), path, text, at, end);
                }
            }
        }
        privateKeys(path, text);
        addresses(path, text);
        assignments(path, text);
    }

    List<SecretFinding> findings() {
        return findings;
    }

    private static boolean looksRandom(SecretRule rule, String value) {
        if (rule.prefix().equals("eyJ")) {
            return value.chars().filter(c -> c == '.').count() == 2;
        }
        return value.chars().distinct().count() >= 6;
    }

    private void privateKeys(String path, String text) {
        String begin = "-----BEGIN ";
        for (int at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + 1)) {
            int end = text.indexOf("-----", at + begin.length());
            if (end > 0 && end - at < 80 && text.substring(at, end).endsWith("PRIVATE KEY")) {
                add("private key", path, text, at, end);
            }
        }
    }

    /** {@code scheme://user:password@host}. */
    private void addresses(String path, String text) {
        for (int at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 1)) {
            int colon = -1;
            int to = at + 3;
            while (to < text.length() && to - at < 256 && isInAddress(text.charAt(to))) {
                if (text.charAt(to) == ':' && colon < 0) {
                    colon = to;
                }
                to++;
            }
            boolean ends = to < text.length() && text.charAt(to) == '@';
            if (ends && colon > at + 3 && to - colon > 4 && !isPlaceholder(text.substring(colon + 1, to))) {
                add("address with a password", path, text, colon + 1, to);
            }
        }
    }

    private static boolean isInAddress(char c) {
        return c > ' ' && c < 127 && "/@\"'`<>?#".indexOf(c) < 0;
    }

    /** {@code password = "…"}. */
    private void assignments(String path, String text) {
        int lineStart = 0;
        while (lineStart < text.length()) {
            int lineEnd = text.indexOf('\n', lineStart);
            lineEnd = lineEnd < 0 ? text.length() : lineEnd;
            assignment(path, text, lineStart, Math.min(lineEnd, lineStart + 400));
            lineStart = lineEnd + 1;
        }
    }

    private void assignment(String path, String text, int from, int to) {
        int equals = from;
        while (equals < to && text.charAt(equals) != '=' && text.charAt(equals) != ':') {
            equals++;
        }
        if (equals >= to) {
            return;
        }
        String name = text.substring(from, equals).strip().toLowerCase(Locale.ROOT);
        name = name.substring(name.lastIndexOf(' ') + 1)
                .replace("\"", "")
                .replace("'", "")
                .replace('-', '_');
        name = name.substring(Math.max(name.lastIndexOf('.') + 1, 0));
        if (NAMES.stream().noneMatch(name.equals("") ? never -> false : name::endsWith)) {
            return;
        }
        int open = equals + 1;
        while (open < to && text.charAt(open) == ' ') {
            open++;
        }
        if (open >= to || "\"'".indexOf(text.charAt(open)) < 0) {
            return;
        }
        int close = text.indexOf(text.charAt(open), open + 1);
        if (close < 0 || close > to) {
            return;
        }
        String value = text.substring(open + 1, close);
        if (value.length() >= 8 && value.indexOf(' ') < 0 && !isPlaceholder(value) && mixed(value)) {
            add("assigned secret", path, text, open + 1, close);
        }
    }

    /** Letters and digits, and not the same few. */
    private static boolean mixed(String value) {
        return value.chars().anyMatch(Character::isDigit)
                && value.chars().anyMatch(Character::isLetter)
                && value.chars().distinct().count() >= 6;
    }

    private static boolean isPlaceholder(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.startsWith("$")
                || lower.startsWith("{")
                || lower.startsWith("%")
                || lower.startsWith("<")
                || lower.startsWith("your")
                || lower.contains("example")
                || lower.contains("changeme")
                || lower.contains("placeholder")
                || lower.contains("xxxx")
                || lower.equals("password")
                || lower.chars().distinct().count() < 3;
    }

    private void add(String rule, String path, String text, int from, int to) {
        if (findings.size() >= MOST_FINDINGS) {
            return;
        }
        int line = 1;
        for (int at = text.indexOf('\n'); at >= 0 && at < from; at = text.indexOf('\n', at + 1)) {
            line++;
        }
        String value = text.substring(from, to);
        boolean covered = findings.stream()
                .anyMatch(one -> one.path().equals(path) && one.id().endsWith(hash(path + "\0" + value)));
        if (!covered) {
            findings.add(new SecretFinding(
                    slug(rule) + "-" + hash(path + "\0" + value),
                    rule,
                    path,
                    line,
                    value.substring(0, Math.min(SHOWN, value.length() / 3)) + "…(" + value.length() + " characters)"));
        }
    }

    private static String slug(String rule) {
        return rule.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
