package io.aiops.app.services;

import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import io.aiops.app.http.Access;
import io.aiops.app.http.EventStreams;
import io.aiops.app.http.Page;
import io.aiops.app.http.ProblemException;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Route;
import io.aiops.app.http.Route.Shape;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.orchestration.Deployment;
import io.aiops.orchestration.ServiceOrchestrator;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The calls of deployments. */
public final class DeploymentCalls {

    private static final String DEPLOYMENTS = "/api/v1/deployments";

    private final ServiceOrchestrator services;
    private final EventStreams streams;

    /** Calls that look at these deployments. */
    public DeploymentCalls(ServiceOrchestrator services, EventStreams streams) {
        this.services = services;
        this.streams = streams;
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.of(
                                GET,
                                DEPLOYMENTS,
                                Access.USER,
                                "Deployments, newest first",
                                Shape.list(DeploymentDocument.class),
                                this::list)
                        .with("service_id", "string", "only those of this service")
                        .with("limit", "integer", "how many, 1 to 200")
                        .with("cursor", "string", "next_cursor of the page before"),
                Route.of(
                        GET,
                        DEPLOYMENTS + "/{deployment_id}",
                        Access.USER,
                        "One deployment with its steps",
                        Shape.one(DeploymentDocument.class),
                        request -> Reply.ok(DeploymentDocument.of(find(request)))),
                Route.of(
                        POST,
                        DEPLOYMENTS + "/{deployment_id}/cancel",
                        Access.USER,
                        "Asks a deployment to end; it gives back what it took",
                        Shape.one(DeploymentDocument.class).status(202),
                        request -> Reply.of(
                                202,
                                DeploymentDocument.of(
                                        services.cancel(find(request).id())))),
                Route.of(
                        GET,
                        DEPLOYMENTS + "/{deployment_id}/events",
                        Access.USER,
                        "Follows a deployment and its output; Last-Event-ID resumes the output",
                        Shape.EVENTS,
                        this::follow));
    }

    private Reply list(Request request) {
        int limit = request.queryNumber("limit", 50, 1, 200);
        List<DeploymentDocument> found = services
                .deployments(request.query("service_id").map(ServiceId::of), limit + 1, request.query("cursor"))
                .stream()
                .map(DeploymentDocument::of)
                .toList();
        return Reply.ok(Page.cut(found, limit, DeploymentDocument::deploymentId));
    }

    private Reply follow(Request request) throws IOException {
        Deployment deployment = find(request);
        long offset = offset(request.header("Last-Event-ID"));
        DeploymentStream events = new DeploymentStream(services, deployment.id(), offset);
        return streams.serve(request, events::writeTo);
    }

    private Deployment find(Request request) {
        String id = request.path("deployment_id");
        return services.deployment(id)
                .orElseThrow(() -> new AiOpsException(ErrorCode.DEPLOYMENT_NOT_FOUND, "there is no such deployment"));
    }

    private static long offset(Optional<String> lastEventId) {
        String text = lastEventId.orElse("0");
        if (!text.matches("\\d{1,18}")) {
            throw ProblemException.ofField("Last-Event-ID", "must be the id of an event of this stream");
        }
        return Long.parseLong(text);
    }
}
