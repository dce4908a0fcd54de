package io.aiops.app.gitea;

import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import io.aiops.app.gitea.CodeServer.Source;
import io.aiops.app.http.Access;
import io.aiops.app.http.Page;
import io.aiops.app.http.ProblemException;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Route;
import io.aiops.app.http.Route.Shape;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gitea.ServerUrl;
import io.aiops.gitea.connection.ConnectionReport;
import io.aiops.gitea.connection.ConnectionReport.Outcome;
import io.aiops.gitea.connection.ConnectionReport.Step;
import io.aiops.gitea.connection.ConnectionReport.StepName;
import io.aiops.gitea.connection.ConnectionTest;
import io.aiops.gitea.connection.GiteaConnection;
import io.aiops.gitea.connection.GiteaConnections;
import io.aiops.gitea.upload.BodyLimit;
import io.aiops.gitea.upload.KnownLimits;
import io.aiops.service.Secret;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls of the connection to the code server. No answer of them holds a token. */
final class ConnectionCalls {

    private static final String CONFIG = "/api/v1/gitea/config";

    private final CodeServers servers;
    private final KnownLimits limits;
    private final Clock clock;

    ConnectionCalls(CodeServers servers, KnownLimits limits, Clock clock) {
        this.servers = servers;
        this.limits = limits;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                        GET,
                        CONFIG,
                        Access.USER,
                        "Where the code is kept, and where that is set",
                        Shape.one(ConnectionDocument.class),
                        request -> Reply.ok(ConnectionDocument.of(servers.current()))),
                Route.of(
                                POST,
                                CONFIG,
                                Access.ADMIN,
                                "Uses another Gitea, after a test; the one before is kept, inactive",
                                Shape.one(SavedConnectionDocument.class),
                                this::save)
                        .takes(ConnectionBody.class)
                        .with("test", "boolean", "false to save without a test"),
                Route.of(
                        GET,
                        CONFIG + "/history",
                        Access.ADMIN,
                        "The connections that were saved, newest first",
                        Shape.list(PastConnectionDocument.class),
                        request -> Reply.ok(Page.all(servers.saved().history().stream()
                                .map(PastConnectionDocument::of)
                                .toList()))),
                Route.of(
                                GET,
                                "/api/v1/gitea/test-connection",
                                Access.USER,
                                "Tries the connection step by step",
                                Shape.one(ConnectionTestDocument.class),
                                this::test)
                        .with("body_limit", "boolean", "true to find the largest request too; administrators only"));
    }

    private Reply test(Request request) {
        boolean withLimit = request.queryFlag("body_limit");
        if (withLimit && !request.caller().admin()) {
            throw new ProblemException(403, "FORBIDDEN", "only an administrator may look for the limit of requests");
        }
        CodeServer server = servers.current();
        ConnectionTest test = ConnectionTest.of(server.connection(), clock);
        ConnectionReport report = withLimit ? test.withBodyLimit().run() : test.run();
        report.bodyLimit().ifPresent(found -> remember(server, found));
        return Reply.ok(ConnectionTestDocument.of(server, report));
    }

    private void remember(CodeServer server, io.aiops.gitea.connection.BodyLimit found) {
        long bytes = ConnectionTestDocument.bytesOf(found);
        if (bytes > 0) {
            limits.remember(server.origin(), new BodyLimit(bytes, BodyLimit.Origin.PROBED, clock.instant()));
        }
    }

    private Reply save(Request request) throws Exception {
        ConnectionBody body = request.body(ConnectionBody.class);
        GiteaConnection wanted = servers.connection(
                body.serverUrl(),
                token(body),
                body.defaultOwner() == null ? "" : body.defaultOwner().strip(),
                body.repoPrefix() == null ? "" : body.repoPrefix().strip());
        List<ConnectionTestDocument.TestStepDocument> steps = List.of();
        if (request.queryFlag("test", true)) {
            ConnectionReport report = ConnectionTest.of(wanted, clock).run();
            requireUsable(report);
            steps = ConnectionTestDocument.steps(report);
        }
        GiteaConnections.Saved saved =
                servers.saved().save(wanted, request.caller().username());
        boolean shadowed = servers.current().source() == Source.ENVIRONMENT;
        return Reply.ok(SavedConnectionDocument.of(saved.connection(), shadowed, steps));
    }

    /** The token of the request; without one the saved one, for the same server alone. */
    private Secret token(ConnectionBody body) {
        if (body.accessToken() != null) {
            return Secret.of(body.accessToken().strip());
        }
        ServerUrl server = ServerUrl.of(body.serverUrl());
        Optional<Secret> kept = servers.saved()
                .active()
                .map(GiteaConnections.Saved::connection)
                .filter(connection -> connection.server().equals(server))
                .map(GiteaConnection::token);
        return kept.orElseThrow(() -> ProblemException.ofField("access_token", "is required: a token of that server"));
    }

    private static void requireUsable(ConnectionReport report) {
        if (report.usable()) {
            return;
        }
        Step failed = report.steps().stream()
                .filter(step -> step.outcome() == Outcome.FAILED)
                .findFirst()
                .orElseThrow();
        boolean unreachable = failed.name().compareTo(StepName.CONNECTION) <= 0;
        String advice = failed.advice().isEmpty() ? "" : "; " + failed.advice();
        throw new AiOpsException(
                        unreachable ? ErrorCode.CODE_REFUSED : ErrorCode.INVALID_SETTING,
                        "nothing was saved, the connection before stays in use: " + failed.message() + advice)
                .with("steps", ConnectionTestDocument.steps(report));
    }

    /**
     * The body of a new connection.
     *
     * @param serverUrl the address of a Gitea
     * @param accessToken its token; without it the saved one, if the server is the same
     * @param defaultOwner whose repositories are made
     * @param repoPrefix what their names begin with
     */
    record ConnectionBody(
            String serverUrl,
            @Nullable String accessToken,
            @Nullable String defaultOwner,
            @Nullable String repoPrefix) {}
}
