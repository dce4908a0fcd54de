package io.aiops.app.services;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import io.aiops.app.gitea.GitDeployments;
import io.aiops.app.http.Access;
import io.aiops.app.http.EventStreams;
import io.aiops.app.http.Json;
import io.aiops.app.http.Page;
import io.aiops.app.http.ProblemException;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Route;
import io.aiops.app.http.Route.Shape;
import io.aiops.app.http.Uploads;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.orchestration.BatchAction;
import io.aiops.orchestration.BatchResult;
import io.aiops.orchestration.ServiceOrchestrator;
import io.aiops.orchestration.ServiceOverrides;
import io.aiops.orchestration.ServiceView;
import io.aiops.runtime.LogStream;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The calls of services. */
public final class ServiceCalls {

    private static final String SERVICES = "/api/v1/services";
    private static final int MOST_LINES = 10_000;

    private final ServiceOrchestrator services;
    private final EventStreams streams;
    private final DeployCall deploy;
    private final String defaultRuntime;

    /**
     * Calls that work on these services.
     *
     * @param services the services
     * @param commits deploys from repositories
     * @param streams where log streams are kept
     * @param uploads takes the archives
     * @param defaultRuntime the runtime of services that name none
     */
    public ServiceCalls(
            ServiceOrchestrator services,
            GitDeployments commits,
            EventStreams streams,
            Uploads uploads,
            String defaultRuntime) {
        this.services = services;
        this.streams = streams;
        this.deploy = new DeployCall(services, commits, uploads);
        this.defaultRuntime = defaultRuntime;
    }

    /** Reads what a request said of a service from JSON that was kept. */
    public static Function<String, ServiceOverrides> overridesReader(Json json) {
        return kept -> json.read(kept.getBytes(StandardCharsets.UTF_8), ServiceConfig.class, "service_config")
                .overrides();
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.of(GET, SERVICES, Access.USER, "All services", Shape.list(ServiceDocument.class), this::list)
                        .with("group", "string", "only those of this group")
                        .with("status", "string", "only those in this state")
                        .with("limit", "integer", "how many, 1 to 1000")
                        .with("cursor", "string", "next_cursor of the page before"),
                Route.of(
                                POST,
                                SERVICES + "/deploy",
                                Access.USER,
                                "Deploys a folder of the host (administrators), or an archive sent as "
                                        + "multipart/form-data with the fields service_id, service_config and file",
                                Shape.one(DeploymentDocument.class).status(202),
                                deploy::run)
                        .takes(DeployCall.DeployBody.class)
                        .with("wait", "boolean", "answer when it has ended, with 200 and its result"),
                Route.of(
                                POST,
                                SERVICES + "/deploy-from-gitea",
                                Access.USER,
                                "Deploys a branch, tag or commit of a repository; the commit is pinned at once",
                                Shape.one(DeploymentDocument.class).status(202),
                                deploy::fromGitea)
                        .takes(DeployCall.GiteaBody.class)
                        .with("wait", "boolean", "answer when it has ended, with 200 and its result"),
                Route.of(
                                POST,
                                SERVICES + "/batch",
                                Access.USER,
                                "Does the same to several services; deleting is for administrators",
                                Shape.one(BatchAnswer.class),
                                this::batch)
                        .takes(BatchBody.class),
                Route.of(
                        GET,
                        SERVICES + "/status/{service_id}",
                        Access.USER,
                        "The state of a service",
                        Shape.one(StatusDocument.class),
                        request -> Reply.ok(StatusDocument.of(services.service(id(request))))),
                Route.of(
                                GET,
                                SERVICES + "/logs/{service_id}",
                                Access.USER,
                                "The last lines of a service's log",
                                Shape.one(LogDocument.class),
                                this::logs)
                        .with("lines", "integer", "how many, 1 to " + MOST_LINES)
                        .with("stream", "string", "stdout or stderr"),
                Route.of(
                                GET,
                                SERVICES + "/logs/{service_id}/stream",
                                Access.USER,
                                "Follows a service's log; Last-Event-ID resumes",
                                Shape.EVENTS,
                                this::followLog)
                        .with("lines", "integer", "how many earlier lines come first, 0 to " + MOST_LINES)
                        .with("stream", "string", "stdout or stderr"),
                change("start", "Starts a service", services::start),
                change("stop", "Stops a service and everything it started", services::stop),
                change("restart", "Stops a service and starts it", services::restart),
                Route.of(
                        GET,
                        SERVICES + "/{service_id}",
                        Access.USER,
                        "One service",
                        Shape.one(ServiceDocument.class),
                        request -> Reply.ok(document(services.service(id(request))))),
                Route.of(
                        DELETE,
                        SERVICES + "/{service_id}",
                        Access.ADMIN,
                        "Deletes a service with its releases, logs and data",
                        Shape.one(Deleted.class),
                        request -> {
                            services.delete(id(request));
                            return Reply.ok(new Deleted(request.path("service_id"), "absent"));
                        }));
    }

    private Route change(String word, String summary, Function<ServiceId, ServiceView> action) {
        return Route.of(
                POST,
                SERVICES + "/" + word + "/{service_id}",
                Access.USER,
                summary,
                Shape.one(ServiceDocument.class),
                request -> Reply.ok(document(action.apply(id(request)))));
    }

    private Reply list(Request request) {
        int limit = request.queryNumber("limit", 1000, 1, 1000);
        Optional<String> after = request.query("cursor");
        Optional<String> group = request.query("group");
        Optional<String> status = request.query("status");
        List<ServiceDocument> found = services.services().stream()
                .map(this::document)
                .filter(service -> after.map(cursor -> service.serviceId().compareTo(cursor) > 0)
                        .orElse(true))
                .filter(service ->
                        group.map(name -> name.equals(service.group())).orElse(true))
                .filter(service ->
                        status.map(word -> word.equals(service.status())).orElse(true))
                .toList();
        return Reply.ok(Page.cut(found, limit, ServiceDocument::serviceId));
    }

    private Reply logs(Request request) {
        ServiceId id = id(request);
        LogStream stream = stream(request);
        int lines = request.queryNumber("lines", 100, 1, MOST_LINES);
        return Reply.ok(new LogDocument(
                id.value(),
                stream.name().toLowerCase(Locale.ROOT),
                new LogFollower(services, id, stream).lastLines(lines)));
    }

    private Reply followLog(Request request) throws IOException {
        ServiceId id = id(request);
        LogStream stream = stream(request);
        int lines = request.queryNumber("lines", 100, 0, MOST_LINES);
        services.service(id); // an unknown one is a 404, not a stream that ends
        LogFollower follower = new LogFollower(services, id, stream);
        return streams.serve(request, client -> follower.follow(client, request.header("Last-Event-ID"), lines));
    }

    private Reply batch(Request request) throws IOException {
        BatchBody body = request.body(BatchBody.class);
        BatchAction action = Arrays.stream(BatchAction.values())
                .filter(each -> each.word().equals(body.action()))
                .findFirst()
                .orElseThrow(() -> ProblemException.ofField("action", "must be start, stop, restart or delete"));
        if (action == BatchAction.DELETE && !request.caller().admin()) {
            throw new ProblemException(403, "FORBIDDEN", "only an administrator may delete services");
        }
        long ways = Stream.of(body.serviceIds(), body.group(), body.pattern())
                .filter(Objects::nonNull)
                .count();
        if (ways != 1) {
            throw ProblemException.ofField("service_ids", "give exactly one of service_ids, group and pattern");
        }
        return Reply.ok(new BatchAnswer(
                services.batch(action, chosen(body)).stream().map(BatchLine::of).toList()));
    }

    private List<ServiceId> chosen(BatchBody body) {
        if (body.pattern() != null) {
            return services.matching(body.pattern());
        }
        if (body.group() != null) {
            return services.inGroup(body.group());
        }
        List<String> ids = body.serviceIds() == null ? List.of() : body.serviceIds();
        if (ids.size() > 1000 || ids.contains(null)) {
            throw ProblemException.ofField("service_ids", "must be at most 1000 ids");
        }
        return ids.stream().map(ServiceId::of).toList();
    }

    private ServiceDocument document(ServiceView view) {
        return ServiceDocument.of(view, defaultRuntime);
    }

    private static ServiceId id(Request request) {
        return ServiceId.of(request.path("service_id"));
    }

    private static LogStream stream(Request request) {
        return switch (request.query("stream").orElse("stdout")) {
            case "stdout" -> LogStream.STDOUT;
            case "stderr" -> LogStream.STDERR;
            default -> throw ProblemException.ofField("stream", "must be stdout or stderr");
        };
    }

    record StatusDocument(String serviceId, String status, String health, String message) {

        static StatusDocument of(ServiceView view) {
            return new StatusDocument(
                    view.id().value(), view.state().word(), view.health().word(), view.message());
        }
    }

    record LogDocument(String serviceId, String stream, List<String> lines) {}

    record Deleted(String serviceId, String status) {}

    record BatchBody(
            String action,
            @Nullable List<String> serviceIds,
            @Nullable String group,
            @Nullable String pattern) {}

    record BatchAnswer(List<BatchLine> results) {}

    record BatchLine(
            String serviceId,
            boolean success,
            String status,
            @Nullable BatchError error) {

        static BatchLine of(BatchResult result) {
            String status =
                    result.view().map(view -> view.state().word()).orElse(isGone(result) ? "absent" : "unknown");
            return new BatchLine(
                    result.service().value(),
                    result.success(),
                    status,
                    result.error().map(BatchError::of).orElse(null));
        }

        private static boolean isGone(BatchResult result) {
            return result.error()
                    .map(AiOpsException::code)
                    .map(ErrorCode.SERVICE_NOT_FOUND::equals)
                    .orElse(true);
        }
    }

    record BatchError(String code, String message) {

        static BatchError of(AiOpsException failure) {
            return new BatchError(failure.code().name(), failure.message());
        }
    }
}
