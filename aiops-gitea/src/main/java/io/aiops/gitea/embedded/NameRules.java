package io.aiops.gitea.embedded;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Gitea's rules for names, so that no name of a request ever becomes a surprising path. */
final class NameRules {

    private static final int LONGEST_OWNER = 40;
    private static final int LONGEST_REPOSITORY = 100;
    private static final Pattern OWNER = Pattern.compile("[a-zA-Z0-9][-._a-zA-Z0-9]*");
    private static final Pattern REPOSITORY = Pattern.compile("[-._a-zA-Z0-9]+");
    private static final Pattern TWO_SIGNS = Pattern.compile("[-._]{2,}");
    private static final Pattern TOPIC = Pattern.compile("[a-z0-9][-.a-z0-9]{0,34}");
    /** Gitea's list but for {@code admin}, which is what hosts call their first account. */
    private static final Set<String> RESERVED_OWNERS = Set.of(
            "api",
            "assets",
            "attachments",
            "avatar",
            "avatars",
            "captcha",
            "devtest",
            "error",
            "explore",
            "favicon.ico",
            "ghost",
            "issues",
            "login",
            "manifest.json",
            "metrics",
            "milestones",
            "notifications",
            "org",
            "pulls",
            "raw",
            "repo",
            "repo-avatars",
            "robots.txt",
            "search",
            "ssh_info",
            "swagger.v1.json",
            "user",
            "v2",
            "new",
            "stars");

    private static final Set<String> RESERVED_REPOSITORIES = Set.of(".", "..", "-");
    private static final List<String> RESERVED_ENDINGS = List.of(".git", ".wiki", ".rss", ".atom");

    private NameRules() {}

    /** What is wrong with the name of a user or an organisation, or empty. */
    static Optional<String> faultOfOwner(String name) {
        if (name.isEmpty() || name.length() > LONGEST_OWNER) {
            return Optional.of("the name must have 1 to " + LONGEST_OWNER + " characters");
        }
        if (!OWNER.matcher(name).matches() || TWO_SIGNS.matcher(name).find() || endsWithSign(name)) {
            return Optional.of("the name may have letters, digits and single '-', '.' or '_' between them");
        }
        if (RESERVED_OWNERS.contains(name.toLowerCase(Locale.ROOT)) || hasReservedEnding(name)) {
            return Optional.of("name is reserved [name: " + name + "]");
        }
        return Optional.empty();
    }

    /** Throws if the name cannot be one of a user or an organisation. */
    static void requireOwner(String name) {
        faultOfOwner(name).ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
    }

    /** What is wrong with the name of a repository, or empty. */
    static Optional<String> faultOfRepository(String name) {
        if (name.isEmpty() || name.length() > LONGEST_REPOSITORY) {
            return Optional.of("the name must have 1 to " + LONGEST_REPOSITORY + " characters");
        }
        if (!REPOSITORY.matcher(name).matches()) {
            return Optional.of("the name may have letters, digits, '-', '.' and '_'");
        }
        if (RESERVED_REPOSITORIES.contains(name) || name.contains("..") || hasReservedEnding(name)) {
            return Optional.of("name is reserved [name: " + name + "]");
        }
        return Optional.empty();
    }

    /** Whether a topic is one by Gitea's rules. */
    static boolean isTopic(String topic) {
        return TOPIC.matcher(topic).matches();
    }

    private static boolean endsWithSign(String name) {
        return "-._".indexOf(name.charAt(name.length() - 1)) >= 0;
    }

    private static boolean hasReservedEnding(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return RESERVED_ENDINGS.stream().anyMatch(lower::endsWith);
    }
}
