package io.aiops.gitea.git;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A repository on a server, without who asks for it.
 *
 * @param url {@code http} or {@code https}, without a user, a query or a fragment; a trailing slash is taken off
 * @param tls whom to trust, one object for all calls to the same server, since connections are kept by it; whom the Java
 *     installation trusts if empty
 */
public record GitRemote(URI url, Optional<SSLContext> tls) {

    /** Checks that the address is one that may be shown and stored. */
    public GitRemote {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "the address of a repository begins with http:// or https:// and a host");
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the address of a repository has no user, query or fragment; give the token with the call");
        }
        String text = url.toString();
        url = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
    }

    /** A repository whose server the Java installation trusts. */
    public static GitRemote of(URI url) {
        return new GitRemote(url, Optional.empty());
    }

    /** Scheme, host and port: what a limit of a proxy belongs to. */
    public URI server() {
        return URI.create(url.getScheme() + "://" + url.getRawAuthority());
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
