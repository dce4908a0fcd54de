package io.aiops.app.config;

import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import io.aiops.app.config.ConfigDocuments.ChangesDocument;
import io.aiops.app.config.ConfigDocuments.HealthDocument;
import io.aiops.app.config.ConfigDocuments.HistoryLine;
import io.aiops.app.http.Access;
import io.aiops.app.http.Page;
import io.aiops.app.http.ProblemException;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Route;
import io.aiops.app.http.Route.Shape;
import io.aiops.config.ConfigDocument;
import io.aiops.config.ConfigEditor;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigScope;
import io.aiops.config.HistoryCheck;
import io.aiops.config.HistoryEntry;
import io.aiops.config.HistoryQuery;
import io.aiops.config.ImportPolicy;
import io.aiops.config.ScopeType;
import io.aiops.config.SecretRotation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls that work on the configuration as a whole. */
public final class WholeConfigCalls {

    private static final int LARGEST_DOCUMENT = 64 << 20;

    private final ConfigResolver resolver;
    private final ConfigEditor editor;
    private final Sessions sessions;

    /** Calls that work on a platform's configuration. */
    public WholeConfigCalls(ConfigResolver resolver, ConfigEditor editor, Sessions sessions) {
        this.resolver = resolver;
        this.editor = editor;
        this.sessions = sessions;
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.of(
                        GET,
                        ConfigCalls.CONFIG + "/status",
                        Access.ADMIN,
                        "How the configuration is: staleness, invalid and missing values, odd variables",
                        Shape.one(HealthDocument.class),
                        request -> Reply.ok(HealthDocument.of(resolver.health()))),
                Route.of(
                        GET,
                        ConfigCalls.CONFIG + "/export",
                        Access.USER,
                        "All stored values that may be seen, as one document; secrets only as ciphertext",
                        Shape.ANYTHING,
                        this::export),
                Route.of(
                                POST,
                                ConfigCalls.CONFIG + "/import",
                                Access.ADMIN,
                                "Stores the values of an exported document, all or nothing",
                                Shape.one(ChangesDocument.class),
                                this::importDocument)
                        .with(
                                "policy",
                                "string",
                                "abort, skip or overwrite, for values that differ; abort if not given")
                        .with("dry_run", "boolean", "only say what would change"),
                Route.of(
                                GET,
                                ConfigCalls.CONFIG + "/history",
                                Access.ADMIN,
                                "The history of everything, the newest first",
                                Shape.list(HistoryLine.class),
                                this::history)
                        .with("limit", "integer", "how many, 1 to 500")
                        .with("cursor", "string", "next_cursor of the page before"),
                Route.of(
                        GET,
                        ConfigCalls.CONFIG + "/history/verify",
                        Access.ADMIN,
                        "Whether the history is as it was written",
                        Shape.one(HistoryCheckDocument.class),
                        request -> Reply.ok(
                                HistoryCheckDocument.of(sessions.of(request).verifyHistory()))),
                Route.of(
                                POST,
                                ConfigCalls.CONFIG + "/rollback",
                                Access.ADMIN,
                                "Puts everything, or one scope, back to what it was in a version",
                                Shape.one(ChangesDocument.class),
                                this::rollback)
                        .takes(WholeRollbackBody.class),
                Route.of(
                        POST,
                        ConfigCalls.CONFIG + "/secrets/rotate",
                        Access.ADMIN,
                        "Encrypts all secrets with the first encryption key, those of the history too",
                        Shape.one(RotationDocument.class),
                        request -> Reply.ok(
                                RotationDocument.of(sessions.of(request).rotateSecrets()))));
    }

    private Reply export(Request request) {
        return Reply.ok(sessions.of(request).export().toJson())
                .header("Content-Disposition", "attachment; filename=\"aiops-config.json\"");
    }

    private Reply importDocument(Request request) throws IOException {
        ImportPolicy policy = ImportPolicy.of(request.query("policy").orElse("abort"));
        boolean dryRun = request.queryFlag("dry_run");
        ConfigDocument document = editor.read(request.text(LARGEST_DOCUMENT));
        return Reply.ok(ChangesDocument.of(
                sessions.of(request).importDocument(document, policy, dryRun, ConfigCalls.author(request, null)),
                dryRun));
    }

    private Reply history(Request request) {
        int limit = request.queryNumber("limit", 50, 1, 500);
        List<HistoryEntry> lines =
                sessions.of(request).history(ConfigCalls.after(request, HistoryQuery.all(limit + 1)));
        return Reply.ok(Page.cut(
                lines.stream()
                        .map(line -> HistoryLine.of(line, Optional.empty(), resolver.registry()))
                        .toList(),
                limit,
                HistoryLine::cursor));
    }

    private Reply rollback(Request request) throws IOException {
        WholeRollbackBody body = request.body(WholeRollbackBody.class);
        boolean dryRun = Boolean.TRUE.equals(body.dryRun());
        Optional<ConfigScope> scope = scope(body);
        request.note("scope", scope.map(ConfigScope::toString).orElse("everything"));
        return Reply.ok(ChangesDocument.of(
                sessions.of(request)
                        .rollback(scope, body.version(), dryRun, ConfigCalls.author(request, body.reason())),
                dryRun));
    }

    private static Optional<ConfigScope> scope(WholeRollbackBody body) {
        if (body.type() == null && body.scopeId() != null) {
            throw ProblemException.ofField("type", "is required with scope_id");
        }
        if (body.type() == null) {
            return Optional.empty();
        }
        String id = body.scopeId() == null ? "" : body.scopeId();
        if (!body.type().equals("system") && id.isEmpty()) {
            throw ProblemException.ofField("scope_id", "is required for type " + body.type());
        }
        return Optional.of(new ConfigScope(ScopeType.of(body.type()), id));
    }

    /**
     * Which version to put back.
     *
     * @param version the version
     * @param type only values of this type
     * @param scopeId only values of this service or user
     * @param dryRun only say what would change
     */
    record WholeRollbackBody(
            long version,
            @Nullable String type,
            @Nullable String scopeId,
            @Nullable Boolean dryRun,
            @Nullable String reason) {}

    record HistoryCheckDocument(boolean intact, long lines, String head, List<String> faults) {

        static HistoryCheckDocument of(HistoryCheck check) {
            return new HistoryCheckDocument(check.isIntact(), check.lines(), check.head(), check.faults());
        }
    }

    record RotationDocument(String keyId, int encrypted, int unreadable, List<String> problems) {

        static RotationDocument of(SecretRotation.Outcome outcome) {
            return new RotationDocument(
                    outcome.keyId(),
                    outcome.resealed(),
                    outcome.unreadable(),
                    outcome.named().stream().map(SecretRotation.Unreadable::why).toList());
        }
    }
}
