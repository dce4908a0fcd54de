package io.aiops.app.gitea;

import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import io.aiops.app.http.Access;
import io.aiops.app.http.Page;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Route;
import io.aiops.app.http.Route.Shape;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gitea.EnsuredRepository;
import io.aiops.gitea.NewRepository;
import io.aiops.gitea.Paged;
import io.aiops.gitea.RepoName;
import io.aiops.gitea.Repository;
import io.aiops.gitea.git.GitWork;
import io.aiops.gitea.git.RemoteRefs;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls of repositories. */
final class RepositoryCalls {

    static final String REPOS = "/api/v1/gitea/repos";

    private final CodeServers servers;
    private final GitWork work;

    RepositoryCalls(CodeServers servers, GitWork work) {
        this.servers = servers;
        this.work = work;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                                GET,
                                REPOS,
                                Access.USER,
                                "The repositories of the configured owner",
                                Shape.list(CodeRepositoryDocument.class),
                                this::list)
                        .with("limit", "integer", "how many, 1 to 200")
                        .with("cursor", "string", "next_cursor of the page before"),
                Route.of(
                                POST,
                                REPOS,
                                Access.USER,
                                "Makes the repository of an algorithm, unless it is there",
                                Shape.one(EnsuredDocument.class),
                                this::ensure)
                        .takes(RepositoryBody.class),
                Route.of(
                        GET,
                        REPOS + "/{algorithm_id}/branches",
                        Access.USER,
                        "Branches and tags of the repository of an algorithm, with their commits",
                        Shape.one(RefsDocument.class),
                        this::refs));
    }

    private Reply list(Request request) {
        int limit = request.queryNumber("limit", 50, 1, 200);
        RepositoryCursor cursor = RepositoryCursor.parse(request.query("cursor").orElse("1.0"));
        CodeServer server = servers.current();
        RepositoryCursor.Read read = cursor.read(repositories(server), limit);
        return Reply.ok(new Page<>(
                read.repositories().stream()
                        .map(repository -> CodeRepositoryDocument.of(server, repository))
                        .toList(),
                read.next().map(RepositoryCursor::text).orElse(null)));
    }

    private static Paged<Repository> repositories(CodeServer server) {
        String owner = server.connection().defaultOwner();
        return switch (server.client().server().ownerKind(owner)) {
            case ORGANIZATION -> server.client().repos().ofOrganization(owner);
            case USER -> server.client().repos().ofUser(owner);
            case NONE ->
                throw new AiOpsException(
                        ErrorCode.CODE_NOT_FOUND,
                        "there is no user or organisation " + owner + " on "
                                + server.connection().server()
                                + " that the token may see; check the owner of the connection");
        };
    }

    private Reply ensure(Request request) throws IOException {
        RepositoryBody body = request.body(RepositoryBody.class);
        CodeServer server = servers.current();
        String name = body.algorithmName() == null ? "" : body.algorithmName();
        String description = body.description() == null ? name : body.description();
        EnsuredRepository ensured = server.client()
                .repos()
                .ensure(NewRepository.named(body.algorithmId()).describedAs(description));
        Repository repository = ensured.repository();
        return Reply.of(
                ensured.created() ? 201 : 200,
                new EnsuredDocument(
                        repository.fullName(),
                        server.cloneUrl(repository.repoName()).toString(),
                        branchOf(repository),
                        ensured.created()));
    }

    private Reply refs(Request request) {
        CodeServer server = servers.current();
        RepoName name = server.repositoryOf(request.path("algorithm_id"));
        URI url = server.cloneUrl(name);
        RemoteRefs refs = work.refs(server.remote(url), server.access(url));
        return Reply.ok(new RefsDocument(
                name.toString(),
                refs.defaultBranch().orElse(null),
                documents(refs.branches()),
                documents(refs.tags())));
    }

    private static List<RefDocument> documents(Map<String, String> refs) {
        return refs.entrySet().stream()
                .map(ref -> new RefDocument(ref.getKey(), ref.getValue()))
                .toList();
    }

    private static String branchOf(Repository repository) {
        return repository.defaultBranch().isEmpty() ? "main" : repository.defaultBranch();
    }

    /** The body of a new repository. */
    record RepositoryBody(
            String algorithmId,
            @Nullable String algorithmName,
            @Nullable String description) {}

    /** A repository that is there now. */
    record EnsuredDocument(String fullName, String cloneUrl, String defaultBranch, boolean created) {}

    /** A branch or tag and its commit. */
    record RefDocument(String name, String commit) {}

    /** What of a repository can be deployed. */
    record RefsDocument(
            String fullName, @Nullable String defaultBranch, List<RefDocument> branches, List<RefDocument> tags) {}

    /**
     * A repository.
     *
     * @param algorithmId the id that it belongs to; null where its name does not begin with the prefix
     * @param cloneUrl its address on the configured server
     */
    record CodeRepositoryDocument(
            @Nullable String algorithmId,
            String fullName,
            String cloneUrl,
            String defaultBranch,
            String description,
            boolean empty,
            boolean archived,

            @com.fasterxml.jackson.annotation.JsonProperty("private")
            boolean isPrivate,

            @Nullable Instant updatedAt) {

        static CodeRepositoryDocument of(CodeServer server, Repository repository) {
            String prefix = server.connection().repoPrefix();
            RepoName name = repository.repoName();
            return new CodeRepositoryDocument(
                    Optional.of(name.name())
                            .filter(text -> text.startsWith(prefix) && text.length() > prefix.length())
                            .map(text -> text.substring(prefix.length()))
                            .orElse(null),
                    repository.fullName(),
                    server.cloneUrl(name).toString(),
                    branchOf(repository),
                    repository.description(),
                    repository.empty(),
                    repository.archived(),
                    repository.isPrivate(),
                    repository.updatedAt().map(OffsetDateTime::toInstant).orElse(null));
        }
    }
}
