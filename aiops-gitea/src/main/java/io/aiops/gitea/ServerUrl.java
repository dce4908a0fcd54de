package io.aiops.gitea;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * The address of a server, normalised: scheme and host in lower case, the port left out where it is the scheme's own, the
 * sub-path kept, no trailing slash. {@code /api/v1} at the end is cut off, since people copy it from the API's page.
 *
 * @param value the normalised address
 */
public record ServerUrl(URI value) {

    private static final String API = "/api/v1";

    /**
     * Normalises the address.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} if it is not http or https, has no host, or carries user-info, a query
     *     or a fragment
     */
    public ServerUrl {
        value = normalised(value);
    }

    /**
     * Reads an address, with or without a trailing slash; see {@link #ServerUrl(URI)}.
     *
     * @throws AiOpsException {@code INVALID_REQUEST}; the text is not repeated, it might hold a password
     */
    @SuppressWarnings("UnusedException") // its message would repeat the text
    public static ServerUrl of(String text) {
        try {
            return new ServerUrl(URI.create(text.strip()));
        } catch (IllegalArgumentException unreadable) {
            throw refused("the server URL cannot be read; write it like https://git.example.com/gitea");
        }
    }

    /** The host, in lower case; IPv6 without brackets. */
    public String host() {
        String host = Optional.ofNullable(value.getHost()).orElse("");
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The port, the scheme's own where none is written. */
    public int port() {
        return portOf(value);
    }

    /** Whether the connection is encrypted. */
    public boolean secure() {
        return "https".equals(value.getScheme());
    }

    /** The sub-path, empty or beginning with a slash and without one at the end. */
    public String subPath() {
        return value.getRawPath();
    }

    /** The address of something below this one; the path begins with a slash and is already encoded. */
    public URI resolve(String encodedPath) {
        return URI.create(value + encodedPath);
    }

    URI api(String encodedPath) {
        return resolve(API + encodedPath);
    }

    boolean sameOrigin(URI other) {
        return value.getScheme().equalsIgnoreCase(other.getScheme())
                && sameHost(other)
                && portOf(value) == portOf(other);
    }

    boolean sameHost(URI other) {
        return other.getHost() != null && value.getHost().equalsIgnoreCase(other.getHost());
    }

    @Override
    public String toString() {
        return value.toString();
    }

    private static int portOf(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static URI normalised(URI uri) {
        String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw refused("the server URL must begin with https:// or http://");
        }
        if (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw refused("the server URL must not carry a user or password; enter the token in its own field");
        }
        if (uri.getHost() == null) {
            throw refused("the server URL names no host, or one with characters that no host has, such as _; "
                    + "write it like https://git.example.com/gitea");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw refused(
                    "the server URL must not carry a query or fragment; write it like https://git.example.com/gitea");
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        int own = scheme.equals("https") ? 443 : 80;
        String port = uri.getPort() < 0 || uri.getPort() == own ? "" : ":" + uri.getPort();
        return URI.create(scheme + "://" + host + port + path(uri));
    }

    private static String path(URI uri) {
        String path =
                Optional.ofNullable(uri.normalize().getRawPath()).orElse("").replaceAll("/{2,}", "/");
        String cut = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return cut.endsWith(API) ? cut.substring(0, cut.length() - API.length()) : cut;
    }

    private static AiOpsException refused(String why) {
        return new AiOpsException(ErrorCode.INVALID_REQUEST, why);
    }
}
