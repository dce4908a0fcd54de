package io.aiops.app.http;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses calls that change something when a page of another site makes them: one whose Origin is another host, and, on a
 * server of this machine only, one whose Host is a name that merely points here (DNS rebinding).
 */
final class SameOrigin {

    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

    private final boolean loopback;
    private final List<String> allowedHosts;

    /**
     * The rule of a server.
     *
     * @param bound the address it listens on
     * @param allowedHosts further names under which it may be called; {@code *} for any
     */
    SameOrigin(String bound, List<String> allowedHosts) {
        this.allowedHosts =
                allowedHosts.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        this.loopback = isLoopback(bound);
    }

    /** @throws ProblemException 403 */
    void check(Context context) {
        if (HARMLESS.contains(context.req().getMethod())) {
            return;
        }
        @Nullable String host = context.header("Host");
        @Nullable String origin = context.header("Origin");
        if (host == null) {
            return;
        }
        if (origin != null && !host.equalsIgnoreCase(authorityOf(origin))) {
            throw new ProblemException(403, "ORIGIN_REFUSED", "a page of another site may not make this call");
        }
        if (loopback && !isOurs(nameOf(host))) {
            throw new ProblemException(
                    403,
                    "HOST_REFUSED",
                    "this server does not answer under the name in the Host header; allow it with server.allowed-hosts");
        }
    }

    private boolean isOurs(String name) {
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.matches("[0-9.]+|\\[[0-9a-f:.]+]")
                || allowedHosts.contains(name)
                || allowedHosts.contains("*");
    }

    private static String authorityOf(String origin) {
        try {
            @Nullable String authority = URI.create(origin).getRawAuthority();
            return authority == null ? "" : authority;
        } catch (IllegalArgumentException unreadable) {
            return "";
        }
    }

    private static String nameOf(String host) {
        return host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
