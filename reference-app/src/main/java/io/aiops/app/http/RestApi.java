package io.aiops.app.http;

import io.aiops.audit.AuditEvent;
import io.aiops.audit.AuditLog;
import io.aiops.audit.AuditOutcome;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.LinkedHashMap;
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
    private final AuditLog audit;

    /**
     * The calls of the application.
     *
     * @param audit hears of every call that may change something, how it went included
     */
    public RestApi(List<Route> routes, Json json, Gatekeeper gatekeeper, AuditLog audit) {
        this.routes = List.copyOf(routes);
        this.json = json;
        this.gatekeeper = gatekeeper;
        this.audit = audit;
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
        Optional<Caller> caller = callerOf(route.access(), context);
        Request request = new Request(context, json, caller);
        Reply reply;
        try {
            admit(route.access(), caller);
            reply = route.operation().run(request);
            record(route, context, request, caller, Optional.empty());
        } catch (Exception failed) {
            record(route, context, request, caller, Optional.of(failed));
            throw failed;
        }
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

    private Optional<Caller> callerOf(Access access, Context context) {
        return access == Access.ANYBODY
                ? Optional.empty()
                : tokenOf(context.header("Authorization")).flatMap(gatekeeper::callerOf);
    }

    private static void admit(Access access, Optional<Caller> caller) {
        if (access == Access.ANYBODY) {
            return;
        }
        if (caller.isEmpty()) {
            throw new ProblemException(
                            401, "UNAUTHENTICATED", "sign in, and send the token as Authorization: Bearer <token>")
                    .header("WWW-Authenticate", "Bearer");
        }
        if (access == Access.ADMIN && !caller.get().admin()) {
            throw new ProblemException(403, "FORBIDDEN", "only an administrator may do this");
        }
    }

    /** What may change something, by whom, and how it went; calls of services are counted elsewhere. */
    private void record(
            Route route, Context context, Request request, Optional<Caller> caller, Optional<Exception> failed) {
        boolean changes =
                !route.method().equals(HandlerType.GET) && !route.path().endsWith("/predict");
        if (!changes || (route.access() != Access.ANYBODY && caller.isEmpty())) {
            return;
        }
        Map<String, Object> details = new LinkedHashMap<>(request.notes());
        failed.ifPresent(why -> details.put("status", Problems.statusOf(why)));
        int status = failed.map(Problems::statusOf).orElse(200);
        AuditEvent event = new AuditEvent(
                caller.map(Caller::username).orElse(""),
                route.method().name().toLowerCase(Locale.ROOT) + " "
                        + route.path().replace("/api/v1/", ""),
                OpenApi.tagOf(route.path()),
                context.pathParamMap().values().stream().findFirst().orElse(""),
                outcome(status),
                details,
                context.req().getRemoteAddr());
        audit.record(event);
    }

    private static AuditOutcome outcome(int status) {
        if (status < 400) {
            return AuditOutcome.OK;
        }
        return status == 401 || status == 403 ? AuditOutcome.DENIED : AuditOutcome.FAILED;
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
