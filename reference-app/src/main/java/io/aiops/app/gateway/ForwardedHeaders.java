package io.aiops.app.gateway;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Which headers pass through the gateway, in both directions. */
final class ForwardedHeaders {

    /** What only concerns one connection, what the client of a proxy may not claim, and what the HTTP client sets itself. */
    private static final Set<String> NOT_FORWARDED = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "host",
            "content-length",
            "expect",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-forwarded-port",
            "x-forwarded-prefix",
            "x-forwarded-server",
            "x-real-ip",
            "x-request-id");

    private static final Set<String> NOT_RETURNED = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "content-security-policy",
            "content-length",
            "x-request-id",
            "strict-transport-security",
            "alt-svc");

    private ForwardedHeaders() {}

    /** Hands on what a service may see of a request's headers, and who called in which way. */
    static void request(HttpServletRequest request, String prefix, String requestId, BiConsumer<String, String> to) {
        Set<String> perConnection = perConnection(Collections.list(request.getHeaders("Connection")));
        for (String name : Collections.list(request.getHeaderNames())) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (NOT_FORWARDED.contains(lower) || perConnection.contains(lower)) {
                continue;
            }
            for (String value : Collections.list(request.getHeaders(name))) {
                if (!lower.equals("authorization") || !isOurs(value)) {
                    to.accept(name, value);
                }
            }
        }
        to.accept("X-Forwarded-For", request.getRemoteAddr());
        to.accept("X-Forwarded-Proto", request.getScheme());
        Optional.ofNullable(request.getHeader("Host")).ifPresent(host -> to.accept("X-Forwarded-Host", host));
        to.accept("X-Forwarded-Prefix", prefix);
        to.accept("X-Request-Id", requestId);
    }

    /** Whether a header of a service's answer passes. */
    static boolean isReturned(String name) {
        return !NOT_RETURNED.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":");
    }

    /** A token of the platform is nobody else's business, in whatever scheme it comes. */
    private static boolean isOurs(String authorization) {
        String[] parts = authorization.strip().split("\\s+", 2);
        String credentials = parts[parts.length - 1];
        if (parts[0].equalsIgnoreCase("basic")) {
            try {
                credentials = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notBase64) {
                return false;
            }
        }
        return credentials.contains("aiops_");
    }

    private static Set<String> perConnection(Iterable<String> values) {
        Set<String> names = new HashSet<>();
        values.forEach(value -> Arrays.stream(value.split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .forEach(names::add));
        return names;
    }
}
