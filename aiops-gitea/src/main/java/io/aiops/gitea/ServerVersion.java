package io.aiops.gitea;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a server. Forgejo counts its own and tells which Gitea it speaks like; the numbers here are that one's.
 *
 * @param text as the server tells it
 * @param major the first number, 0 if the text cannot be read
 * @param minor the second
 * @param patch the third
 * @param forgejo whether it is Forgejo
 * @param development whether it is no release
 */
public record ServerVersion(String text, int major, int minor, int patch, boolean forgejo, boolean development) {

    private static final Pattern GITEA = Pattern.compile("v?(\\d{1,5})\\.(\\d{1,5})(?:\\.(\\d{1,5}))?([-+].*)?");
    private static final Pattern FORGEJO = Pattern.compile(".*\\+gitea-(\\d{1,5})\\.(\\d{1,5})(?:\\.(\\d{1,5}))?.*");

    /** Reads {@code 1.27.1}, {@code 1.27.0+dev-89-gf52b6f3315}, {@code 11.0.1+gitea-1.22.0} and the like; never fails. */
    public static ServerVersion parse(String text) {
        Matcher forgejo = FORGEJO.matcher(text);
        if (forgejo.matches()) {
            return of(text, forgejo, true, false);
        }
        Matcher gitea = GITEA.matcher(text);
        if (gitea.matches()) {
            String rest = gitea.group(4) == null ? "" : gitea.group(4);
            return of(text, gitea, false, rest.contains("dev") || rest.contains("rc"));
        }
        return new ServerVersion(text, 0, 0, 0, false, false);
    }

    /** Whether the numbers could be read. */
    public boolean known() {
        return major > 0;
    }

    /** Whether it is older than that; false where the numbers could not be read. */
    public boolean isBelow(int otherMajor, int otherMinor, int otherPatch) {
        if (!known()) {
            return false;
        }
        int first = Integer.compare(major, otherMajor);
        int second = first != 0 ? first : Integer.compare(minor, otherMinor);
        return (second != 0 ? second : Integer.compare(patch, otherPatch)) < 0;
    }

    private static ServerVersion of(String text, Matcher found, boolean forgejo, boolean development) {
        int patch = found.group(3) == null ? 0 : Integer.parseInt(found.group(3));
        return new ServerVersion(
                text, Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)), patch, forgejo, development);
    }
}
