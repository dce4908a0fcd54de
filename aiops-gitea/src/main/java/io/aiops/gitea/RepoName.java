package io.aiops.gitea;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The full name of a repository. What passes is a name that Gitea accepts and that is safe in a path and a URL.
 *
 * @param owner the user or organisation
 * @param name the name below the owner
 */
public record RepoName(String owner, String name) {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Set<String> RESERVED = Set.of(".", "..", "-");
    private static final Set<String> ENDINGS = Set.of(".git", ".wiki", ".rss", ".atom");

    /**
     * Checks both parts.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} naming the part and what is allowed
     */
    public RepoName {
        requireOwner(owner);
        requireName(name);
    }

    /**
     * Reads {@code owner/name}.
     *
     * @throws AiOpsException {@code INVALID_REQUEST}
     */
    public static RepoName of(String fullName) {
        int slash = fullName.indexOf('/');
        if (slash < 0) {
            throw refused("repository \"" + PathText.printable(fullName) + "\" must be written owner/name");
        }
        return new RepoName(fullName.substring(0, slash), fullName.substring(slash + 1));
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }

    static void requireOwner(String owner) {
        if (!ALLOWED.matcher(owner).matches() || RESERVED.contains(owner)) {
            throw refused("owner \"" + PathText.printable(owner)
                    + "\" is not allowed; use 1 to 100 of A-Z, a-z, 0-9, ., _ and -");
        }
    }

    static void requireName(String name) {
        if (!ALLOWED.matcher(name).matches() || RESERVED.contains(name)) {
            throw refused("repository name \"" + PathText.printable(name)
                    + "\" is not allowed; use 1 to 100 of A-Z, a-z, 0-9, ., _ and -");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (ENDINGS.stream().anyMatch(lower::endsWith)) {
            throw refused(
                    "repository name \"" + name + "\" is not allowed; it must not end with .git, .wiki, .rss or .atom");
        }
    }

    private static AiOpsException refused(String why) {
        return new AiOpsException(ErrorCode.INVALID_REQUEST, why);
    }
}
