package io.aiops.gitea;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The proxies that are known by name, and which line of theirs bounds the size of a body. */
enum ProxyName {
    OPENRESTY("openresty", "set \"client_max_body_size 512m;\" in its server block and reload it"),
    NGINX("nginx", "set \"client_max_body_size 512m;\" in its server block and reload it"),
    CLOUDFLARE("cloudflare", "its plan bounds uploads; send past it or in smaller parts"),
    CADDY("caddy", "raise \"request_body { max_size 512MB }\" in its site block"),
    TRAEFIK("traefik", "raise maxRequestBodyBytes of its buffering middleware"),
    HAPROXY("haproxy", "look for a rule on req.body_size in its front end"),
    ENVOY("envoy", "raise max_request_bytes of its buffer filter"),
    APACHE("apache", "raise LimitRequestBody in its virtual host"),
    IIS("microsoft-iis", "raise maxAllowedContentLength in its request filtering");

    private static final String UNKNOWN =
            "raise the limit of request bodies in the proxy before Gitea (nginx: client_max_body_size 512m;)";

    private final String shown;
    private final String line;

    ProxyName(String shown, String line) {
        this.shown = shown;
        this.line = line;
    }

    String shown() {
        return shown;
    }

    /** What to change in that proxy, or in whatever stands there. */
    static String lineOf(Optional<ProxyName> proxy) {
        return proxy.map(known -> "In " + known.shown + ": " + known.line + ".").orElse("Please " + UNKNOWN + ".");
    }

    /** Finds the proxy by the headers of its answer, else by the foot of its page. */
    static Optional<ProxyName> of(Answer answer) {
        return named(answer.header("Server").orElse("") + " "
                        + answer.header("Via").orElse(""))
                .or(() -> answer.header("CF-RAY").map(ray -> CLOUDFLARE))
                .or(() -> answer.isPage() ? named(answer.text()) : Optional.empty());
    }

    private static Optional<ProxyName> named(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return Stream.of(values()).filter(each -> lower.contains(each.shown)).findFirst();
    }
}
