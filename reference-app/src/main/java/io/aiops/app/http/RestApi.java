package io.aiops.app.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of all calls: registers each behind its access rule, and describes all of them. */
public final class RestApi {

    private final List<Route> routes;
    private final Json json;
    private final Gatekeeper gatekeeper;

    /** The calls of the application. */
    public RestApi(List<Route> routes, Json json, Gatekeeper gatekeeper) {
        this.routes = List.copyOf(routes);
        this.json = json;
        this.gatekeeper = gatekeeper;
    }

    /** All of them. */
    public List<Route> routes() {
        return routes;
    }

    /** The OpenAPI 3.1 document. */
    public Map<String, Object> document(String version) {
        return OpenApi.document(routes, version);
    }

    void register(RoutesConfig config) {
        for (Route route : routes) {
            config.addHttpHandler(route.method(), route.path(), context -> run(route, context));
        }
    }

    /** The methods that a path knows, for a call with another one; empty if it is no path of the API. */
    List<String> methodsOf(String path) {
        return routes.stream()
                .filter(route -> route.matches(path))
                .map(route -> route.method().name())
                .distinct()
                .toList();
    }

    private void run(Route route, Context context) throws Exception {
        Optional<Caller> caller = admit(route.access(), context);
        Reply reply = route.operation().run(new Request(context, json, caller));
        if (reply.sent()) {
            return;
        }
        context.status(reply.status());
        reply.headers().forEach(context::header);
        if (!context.res().containsHeader("Cache-Control")) {
            context.header("Cache-Control", "no-store");
        }
        reply.body().ifPresent(body -> context.contentType("application/json").result(json.write(body)));
    }

    private Optional<Caller> admit(Access access, Context context) {
        if (access == Access.ANYBODY) {
            return Optional.empty();
        }
        Caller caller = tokenOf(context.header("Authorization"))
                .flatMap(gatekeeper::callerOf)
                .orElseThrow(() -> new ProblemException(
                                401, "UNAUTHENTICATED", "sign in, and send the token as Authorization: Bearer <token>")
                        .header("WWW-Authenticate", "Bearer"));
        if (access == Access.ADMIN && !caller.admin()) {
            throw new ProblemException(403, "FORBIDDEN", "only an administrator may do this");
        }
        return Optional.of(caller);
    }

    private static Optional<String> tokenOf(@Nullable String header) {
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
            return Optional.empty();
        }
        return Optional.of(header.substring("bearer ".length()).strip()).filter(token -> !token.isEmpty());
    }

    /** The Allow header of a path with these methods. */
    static String allow(List<String> methods) {
        return methods.stream()
                .flatMap(method -> method.equals(HandlerType.GET.name()) ? Stream.of("GET", "HEAD") : Stream.of(method))
                .collect(Collectors.joining(", "));
    }
}
