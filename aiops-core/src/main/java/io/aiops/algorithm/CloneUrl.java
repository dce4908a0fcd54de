package io.aiops.algorithm;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the address of a repository may look like. */
public final class CloneUrl {

    private static final int MOST = 2000;
    private static final Set<String> SCHEMES = Set.of("https", "http");

    private CloneUrl() {}

    /** The ways in which the same address is written: with and without {@code .git} and a slash at its end. */
    public static List<String> spellings(String url) {
        String bare = url.replaceAll("/+$", "").replaceFirst("\\.git$", "");
        return List.of(bare, bare + ".git", bare + "/", bare + ".git/");
    }

    /** What is wrong with an address, without quoting it; empty if nothing is. */
    static Optional<String> fault(String url) {
        if (url.isBlank() || url.length() > MOST) {
            return Optional.of("must be an address of 1 to " + MOST + " characters");
        }
        try {
            URI uri = new URI(url);
            String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            if (!SCHEMES.contains(scheme)) {
                return Optional.of("must begin with https:// or http://");
            }
            if (Optional.ofNullable(uri.getRawAuthority()).orElse("").contains("@")) {
                return Optional.of("must not hold a user or a password; the platform's connection has them");
            }
            if (uri.getHost() == null || uri.getRawPath().replace("/", "").isEmpty()) {
                return Optional.of("must name a host and a repository");
            }
            return uri.getRawQuery() == null && uri.getRawFragment() == null
                    ? Optional.empty()
                    : Optional.of("must end with the path of the repository");
        } catch (URISyntaxException malformed) {
            return Optional.of("is not an address");
        }
    }
}
