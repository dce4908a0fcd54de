package io.aiops.app.config;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import io.aiops.app.config.ConfigDocuments.ChangesDocument;
import io.aiops.app.config.ConfigDocuments.ExplanationDocument;
import io.aiops.app.config.ConfigDocuments.HistoryLine;
import io.aiops.app.config.ConfigDocuments.SchemaDocument;
import io.aiops.app.config.ConfigDocuments.ServiceConfigDocument;
import io.aiops.app.config.ConfigDocuments.ServiceValue;
import io.aiops.app.config.ConfigDocuments.ValueDocument;
import io.aiops.app.config.ConfigDocuments.WrittenDocument;
import io.aiops.app.http.Access;
import io.aiops.app.http.Page;
import io.aiops.app.http.ProblemException;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Route;
import io.aiops.app.http.Route.Shape;
import io.aiops.config.Author;
import io.aiops.config.ChangePlan;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigSession;
import io.aiops.config.ConfigWrite;
import io.aiops.config.EntryStatus;
import io.aiops.config.Expectation;
import io.aiops.config.HistoryEntry;
import io.aiops.config.HistoryPosition;
import io.aiops.config.HistoryQuery;
import io.aiops.config.JsonValue;
import io.aiops.config.Written;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The calls that read and change one value. */
public final class ConfigCalls {

    static final String CONFIG = "/api/v1/config";
    private static final String KEY = CONFIG + "/{config_key}";

    private static final Pattern CURSOR = Pattern.compile("(\\d{1,18})\\.(\\d{1,9})");

    private final Sessions sessions;
    private final ConfigResolver resolver;
    private final Predicate<ServiceId> serviceExists;

    /**
     * Calls that work on a platform's configuration.
     *
     * @param sessions what each caller may do
     * @param serviceExists whether there is a service of that id
     */
    public ConfigCalls(ConfigResolver resolver, Sessions sessions, Predicate<ServiceId> serviceExists) {
        this.resolver = resolver;
        this.sessions = sessions;
        this.serviceExists = serviceExists;
    }

    /** All of them; those of one key come last, so that no key hides another call. */
    public List<Route> routes() {
        return List.of(
                scoped(Route.of(
                        GET,
                        CONFIG,
                        Access.USER,
                        "All values that count for a scope and may be seen",
                        Shape.list(ValueDocument.class),
                        this::list)),
                Route.of(
                        GET,
                        CONFIG + "/schemas",
                        Access.USER,
                        "The keys that the platform knows, and what their values must be",
                        Shape.list(SchemaDocument.class),
                        request -> Reply.ok(Page.all(resolver.registry().keys().stream()
                                .map(SchemaDocument::of)
                                .toList()))),
                Route.of(
                        GET,
                        CONFIG + "/service/{service_id}",
                        Access.USER,
                        "What is configured for a service",
                        Shape.one(ServiceConfigDocument.class),
                        this::ofService),
                scoped(Route.of(
                        GET,
                        KEY,
                        Access.USER,
                        "The value that counts, and where it comes from",
                        Shape.one(ValueDocument.class),
                        this::get)),
                scoped(Route.of(
                                POST,
                                KEY,
                                Access.USER,
                                "Stores a value; administrators, and everybody for the own user scope",
                                Shape.one(WrittenDocument.class),
                                this::put)
                        .takes(WriteBody.class)),
                scoped(Route.of(DELETE, KEY, Access.USER, "Deletes a stored value", Shape.NOTHING, this::delete))
                        .with("expected_version", "integer", "refuse if its version is another one"),
                scoped(Route.of(
                        GET,
                        KEY + "/explain",
                        Access.USER,
                        "Every layer, what it says, and which one won",
                        Shape.one(ExplanationDocument.class),
                        this::explain)),
                scoped(Route.of(
                                GET,
                                KEY + "/history",
                                Access.USER,
                                "Who changed the value when, from what and to what, the newest first",
                                Shape.list(HistoryLine.class),
                                this::history)
                        .with("limit", "integer", "how many, 1 to 500")
                        .with("cursor", "string", "next_cursor of the page before")),
                scoped(Route.of(
                                POST,
                                KEY + "/rollback",
                                Access.USER,
                                "Puts the value back to what it was in a version, as a new version",
                                Shape.one(ChangesDocument.class),
                                this::rollback)
                        .takes(RollbackBody.class)));
    }

    private static Route scoped(Route route) {
        return route.with("service_id", "string", "the service it is about")
                .with("type", "string", "system, service or user; system, or service where service_id is given")
                .with("user", "string", "whose value of type user; the caller's, if not given");
    }

    private Reply list(Request request) {
        return Reply.ok(Page.all(sessions.of(request).values(scope(request)).stream()
                .map(value -> ValueDocument.of(value, resolver.registry(), scope(request)))
                .toList()));
    }

    private Reply ofService(Request request) {
        ServiceId service = existing(request.path("service_id"));
        ConfigSession session = sessions.of(request);
        return Reply.ok(new ServiceConfigDocument(
                service.value(),
                session.values(ConfigScope.of(service)).stream()
                        .filter(value -> ServiceValue.concerns(value, resolver.registry()))
                        .map(ServiceValue::of)
                        .toList()));
    }

    private Reply get(Request request) {
        ConfigId id = id(request);
        return sessions.of(request)
                .find(id)
                .map(value -> Reply.ok(ValueDocument.of(value, resolver.registry(), id.scope())))
                .orElseThrow(() -> new AiOpsException(ErrorCode.CONFIG_NOT_FOUND, id + " has no value"));
    }

    private Reply put(Request request) throws IOException {
        WriteBody body = request.body(WriteBody.class);
        if (body.value() == null) {
            throw ProblemException.ofField("value", "is required");
        }
        ConfigId id = new ConfigId(scope(request, body.type(), body.serviceId()), request.path("config_key"));
        ConfigWrite write = new ConfigWrite(
                id,
                Optional.of(body.value()),
                expectation(body.expectedVersion()),
                Optional.ofNullable(body.description()),
                body.status() == null ? EntryStatus.ACTIVE : status(body.status()),
                Boolean.TRUE.equals(body.secret()));
        Written written = sessions.of(request).write(write, author(request, body.reason()));
        return Reply.ok(WrittenDocument.of(id, written));
    }

    private Reply delete(Request request) {
        Expectation expected = request.query("expected_version").isEmpty()
                ? Expectation.ANY
                : Expectation.of(request.queryNumber("expected_version", 0, 0, Integer.MAX_VALUE));
        ConfigWrite write = ConfigWrite.delete(id(request)).expecting(expected);
        sessions.of(request).write(write, author(request, null));
        return Reply.nothing();
    }

    private Reply explain(Request request) {
        ConfigId id = id(request);
        return Reply.ok(ExplanationDocument.of(id, sessions.of(request).explain(id)));
    }

    private Reply history(Request request) {
        ConfigId id = id(request);
        int limit = request.queryNumber("limit", 50, 1, 500);
        HistoryQuery page = HistoryQuery.of(id, limit + 1);
        // One line more than is shown: what a change replaced is what the line before it left.
        List<HistoryEntry> lines = sessions.of(request).history(id, after(request, page));
        return Reply.ok(Page.cut(HistoryLine.of(lines, resolver.registry()), limit, HistoryLine::cursor));
    }

    /** The page that a cursor of {@link HistoryLine#cursor} asks for. */
    static HistoryQuery after(Request request, HistoryQuery first) {
        return request.query("cursor")
                .map(text -> {
                    Matcher parts = CURSOR.matcher(text);
                    if (!parts.matches()) {
                        throw ProblemException.ofField("cursor", "must be a next_cursor of the page before");
                    }
                    return first.before(
                            new HistoryPosition(Long.parseLong(parts.group(1)), Integer.parseInt(parts.group(2))));
                })
                .orElse(first);
    }

    private Reply rollback(Request request) throws IOException {
        RollbackBody body = request.body(RollbackBody.class);
        ConfigId id = new ConfigId(scope(request, body.type(), body.serviceId()), request.path("config_key"));
        ChangePlan plan = sessions.of(request)
                .rollback(
                        id,
                        body.version(),
                        expectation(body.expectedVersion()),
                        Boolean.TRUE.equals(body.dryRun()),
                        author(request, body.reason()));
        return Reply.ok(ChangesDocument.of(plan, Boolean.TRUE.equals(body.dryRun())));
    }

    private ConfigId id(Request request) {
        return new ConfigId(scope(request), request.path("config_key"));
    }

    private ConfigScope scope(Request request) {
        return scope(request, request.query("type"), request.query("service_id"), request.query("user"));
    }

    /** The body says it, or else the query as in the calls that read; what they say differently is refused. */
    private ConfigScope scope(Request request, @Nullable String type, @Nullable String service) {
        return scope(request, said(request, "type", type), said(request, "service_id", service), request.query("user"));
    }

    private static Optional<String> said(Request request, String name, @Nullable String inBody) {
        Optional<String> inQuery = request.query(name);
        if (inBody != null && inQuery.filter(text -> !text.equals(inBody)).isPresent()) {
            throw ProblemException.ofField(name, "is another one in the query than in the body");
        }
        return Optional.ofNullable(inBody).or(() -> inQuery);
    }

    private ConfigScope scope(Request request, Optional<String> type, Optional<String> service, Optional<String> user) {
        ConfigScope scope = scopeOf(request, type, service, user);
        request.note("scope", scope.toString());
        return scope;
    }

    private ConfigScope scopeOf(
            Request request, Optional<String> type, Optional<String> service, Optional<String> user) {
        String wanted = type.orElse(service.isPresent() ? "service" : user.isPresent() ? "user" : "system");
        if (service.isPresent() && !wanted.equals("service")) {
            throw ProblemException.ofField("service_id", "goes with type service, not " + wanted);
        }
        return switch (wanted) {
            case "system" -> ConfigScope.SYSTEM;
            case "service" ->
                ConfigScope.of(existing(service.orElseThrow(
                        () -> ProblemException.ofField("service_id", "is required for type service"))));
            case "user" -> ConfigScope.ofUser(user.orElse(request.caller().username()));
            default -> throw ProblemException.ofField("type", "must be system, service or user");
        };
    }

    private ServiceId existing(String text) {
        ServiceId id = ServiceId.of(text);
        if (!serviceExists.test(id)) {
            throw new AiOpsException(ErrorCode.SERVICE_NOT_FOUND, "there is no service " + id);
        }
        return id;
    }

    private static Expectation expectation(@Nullable Long version) {
        if (version == null) {
            return Expectation.ANY;
        }
        if (version < 0) {
            throw ProblemException.ofField("expected_version", "must be 0 or more; 0 means that there is no value yet");
        }
        return Expectation.of(version);
    }

    private static EntryStatus status(String word) {
        return switch (word) {
            case "active" -> EntryStatus.ACTIVE;
            case "disabled" -> EntryStatus.DISABLED;
            case "deprecated" -> EntryStatus.DEPRECATED;
            default -> throw ProblemException.ofField("status", "must be active, disabled or deprecated");
        };
    }

    static Author author(Request request, @Nullable String reason) {
        Author author = Author.of(request.caller().username());
        return reason == null ? author : author.because(reason);
    }

    /**
     * A value to store.
     *
     * @param value the value, any JSON
     * @param type {@code system}, {@code service} or {@code user}
     * @param serviceId the service, for type service
     * @param description what it is for
     * @param expectedVersion refuse if its version is another one; 0 for none yet
     * @param secret store it as ciphertext and show it to nobody
     * @param status {@code active}, {@code disabled} or {@code deprecated}
     * @param reason why, for the history
     */
    record WriteBody(
            @Nullable JsonValue value,
            @Nullable String type,
            @Nullable String serviceId,
            @Nullable String description,
            @Nullable Long expectedVersion,
            @Nullable Boolean secret,
            @Nullable String status,
            @Nullable String reason) {}

    /**
     * Which version to put back.
     *
     * @param version the version
     * @param dryRun only say what would change
     */
    record RollbackBody(
            long version,
            @Nullable String type,
            @Nullable String serviceId,
            @Nullable Long expectedVersion,
            @Nullable Boolean dryRun,
            @Nullable String reason) {}
}
