package io.aiops.app.algorithms;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.PATCH;
import static io.javalin.http.HandlerType.POST;

import io.aiops.algorithm.Algorithm;
import io.aiops.algorithm.AlgorithmChange;
import io.aiops.algorithm.AlgorithmDraft;
import io.aiops.algorithm.AlgorithmId;
import io.aiops.algorithm.AlgorithmQuery;
import io.aiops.algorithm.AlgorithmStatus;
import io.aiops.algorithm.Algorithms;
import io.aiops.algorithm.RepositoryCode;
import io.aiops.app.http.Access;
import io.aiops.app.http.Page;
import io.aiops.app.http.ProblemException;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Route;
import io.aiops.app.http.Route.Shape;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls of algorithms. */
public final class AlgorithmCalls {

    static final String ALGORITHMS = "/api/v1/algorithms";

    private static final int MOST_ITEMS = 1000;
    private static final int MOST_VERSIONS = 500;

    private final Algorithms algorithms;
    private final Optional<RepositoryCode> code;

    /**
     * Calls that work on these algorithms.
     *
     * @param algorithms the algorithms
     * @param code brings the code of a repository; without it nothing is registered from one
     */
    public AlgorithmCalls(Algorithms algorithms, Optional<RepositoryCode> code) {
        this.algorithms = algorithms;
        this.code = code;
    }

    /** All of them. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                Route.of(
                                GET,
                                ALGORITHMS,
                                Access.USER,
                                "All algorithms",
                                Shape.list(AlgorithmDocument.class),
                                this::list)
                        .with("category", "string", "only those of this category")
                        .with("status", "string", "only those that are active, or inactive")
                        .with("limit", "integer", "how many, 1 to " + MOST_ITEMS)
                        .with("cursor", "string", "next_cursor of the page before"),
                Route.of(
                                POST,
                                ALGORITHMS,
                                Access.USER,
                                "Registers an algorithm",
                                Shape.one(AlgorithmDocument.class).status(201),
                                this::create)
                        .takes(NewAlgorithm.class),
                Route.of(
                        GET,
                        ALGORITHMS + "/{algorithm_id}",
                        Access.USER,
                        "One algorithm, with its repository and the services that run it",
                        Shape.one(AlgorithmDetails.class),
                        this::get),
                Route.of(
                                PATCH,
                                ALGORITHMS + "/{algorithm_id}",
                                Access.USER,
                                "Changes an algorithm; what is not said stays",
                                Shape.one(AlgorithmDocument.class),
                                this::change)
                        .takes(ChangedAlgorithm.class),
                Route.of(
                                DELETE,
                                ALGORITHMS + "/{algorithm_id}",
                                Access.ADMIN,
                                "Deletes an algorithm with its versions; neither its code nor a service is touched",
                                Shape.NOTHING,
                                this::delete)
                        .with("force", "boolean", "also when a service runs it"),
                Route.of(
                                GET,
                                ALGORITHMS + "/{algorithm_id}/versions",
                                Access.USER,
                                "The versions of an algorithm, the newest first",
                                Shape.list(VersionDocument.class),
                                this::versions)
                        .with("limit", "integer", "how many, 1 to " + MOST_VERSIONS)
                        .with("cursor", "string", "next_cursor of the page before")));
        code.ifPresent(brought -> routes.add(new RegisterCall(algorithms, brought).route()));
        return List.copyOf(routes);
    }

    private Reply list(Request request) {
        int limit = request.queryNumber("limit", 100, 1, MOST_ITEMS);
        List<AlgorithmDocument> found = algorithms
                .list(new AlgorithmQuery(
                        request.query("cursor").map(AlgorithmCalls::cursor),
                        request.query("category"),
                        request.query("status").map(AlgorithmCalls::status),
                        limit + 1))
                .stream()
                .map(AlgorithmDocument::of)
                .toList();
        return Reply.ok(Page.cut(found, limit, AlgorithmDocument::algorithmId));
    }

    private Reply create(Request request) throws IOException {
        NewAlgorithm wanted = request.body(NewAlgorithm.class);
        Algorithm made = algorithms.create(
                new AlgorithmDraft(
                        wanted.algorithmId(),
                        Optional.ofNullable(wanted.name()),
                        Optional.ofNullable(wanted.description()),
                        Optional.ofNullable(wanted.category())),
                request.caller().username());
        return Reply.of(201, AlgorithmDocument.of(made)).header("Location", ALGORITHMS + "/" + made.id());
    }

    private Reply get(Request request) {
        AlgorithmId id = id(request);
        return Reply.ok(AlgorithmDetails.of(algorithms.get(id), algorithms.linkOf(id), algorithms.servicesOf(id)));
    }

    private Reply change(Request request) throws IOException {
        AlgorithmId id = id(request);
        ChangedAlgorithm wanted = request.body(ChangedAlgorithm.class);
        return Reply.ok(AlgorithmDocument.of(algorithms.change(
                id,
                new AlgorithmChange(
                        Optional.ofNullable(wanted.name()),
                        Optional.ofNullable(wanted.description()),
                        Optional.ofNullable(wanted.category()),
                        Optional.ofNullable(wanted.status()).map(AlgorithmCalls::status)))));
    }

    private Reply delete(Request request) {
        algorithms.delete(id(request), request.queryFlag("force"));
        return Reply.nothing();
    }

    private Reply versions(Request request) {
        int limit = request.queryNumber("limit", 100, 1, MOST_VERSIONS);
        List<VersionDocument> found = algorithms.versions(id(request), request.query("cursor"), limit + 1).stream()
                .map(VersionDocument::of)
                .toList();
        return Reply.ok(Page.cut(found, limit, VersionDocument::version));
    }

    private static AlgorithmId id(Request request) {
        return AlgorithmId.of(request.path("algorithm_id"));
    }

    private static AlgorithmId cursor(String text) {
        if (!text.matches(ServiceId.PATTERN)) {
            throw ProblemException.ofField("cursor", "must be the next_cursor of the page before");
        }
        return AlgorithmId.of(text);
    }

    private static AlgorithmStatus status(String word) {
        return AlgorithmStatus.of(word)
                .orElseThrow(() -> ProblemException.ofField("status", "must be active or inactive"));
    }

    record NewAlgorithm(
            String algorithmId,
            @Nullable String name,
            @Nullable String description,
            @Nullable String category) {}

    record ChangedAlgorithm(
            @Nullable String name,
            @Nullable String description,
            @Nullable String category,
            @Nullable String status) {}
}
