package io.aiops.app.gitea;

import static io.javalin.http.HandlerType.POST;

import io.aiops.app.http.Access;
import io.aiops.app.http.ProblemException;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Route;
import io.aiops.app.http.Route.Shape;
import io.aiops.gitea.git.GitPull;
import io.aiops.gitea.git.GitRevision;
import io.aiops.gitea.git.RemoteRefs;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls of working copies on this host. */
final class WorkingCopyCalls {

    private static final String REPO = RepositoryCalls.REPOS + "/{algorithm_id}";

    private final WorkingCopies copies;

    WorkingCopyCalls(WorkingCopies copies) {
        this.copies = copies;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                                POST,
                                REPO + "/clone",
                                Access.ADMIN,
                                "Clones a repository to this host",
                                Shape.one(ClonedDocument.class),
                                this::cloneRepository)
                        .takes(CloneBody.class),
                Route.of(
                        POST,
                        REPO + "/pull",
                        Access.ADMIN,
                        "Brings a clone to where its branch is on the server",
                        Shape.one(PulledDocument.class),
                        this::pull),
                Route.of(
                                POST,
                                REPO + "/push",
                                Access.ADMIN,
                                "Commits what a clone holds and pushes its branch",
                                Shape.one(PushedDocument.class),
                                this::push)
                        .takes(PushBody.class));
    }

    private Reply cloneRepository(Request request) throws IOException {
        CloneBody body = isEmpty(request) ? new CloneBody(null, null, null) : request.body(CloneBody.class);
        int depth = body.depth() == null ? 0 : body.depth();
        if (depth < 0) {
            throw ProblemException.ofField("depth", "must be 0, for all history, or more");
        }
        WorkingCopies.Cloned cloned = copies.clone(
                request.path("algorithm_id"),
                revision(body.branch() == null ? "" : body.branch()),
                depth,
                Boolean.TRUE.equals(body.replace()));
        Optional<String> branch = cloned.pin()
                .ref()
                .filter(ref -> ref.startsWith(RemoteRefs.HEADS))
                .map(ref -> ref.substring(RemoteRefs.HEADS.length()));
        return Reply.ok(
                new ClonedDocument(cloned.path().toString(), cloned.pin().commit(), branch.orElse(null)));
    }

    private Reply pull(Request request) {
        GitPull pulled = copies.pull(request.path("algorithm_id"));
        return Reply.ok(new PulledDocument(pulled.before(), pulled.after(), pulled.isChanged()));
    }

    private Reply push(Request request) throws IOException {
        PushBody body = request.body(PushBody.class);
        if (body.message().isBlank()) {
            throw ProblemException.ofField("message", "is required: what was changed");
        }
        return Reply.ok(new PushedDocument(copies.push(
                request.path("algorithm_id"), body.message(), request.caller().username())));
    }

    private static boolean isEmpty(Request request) {
        return request.mediaType().isEmpty()
                && request.header("Content-Length").orElse("0").equals("0");
    }

    private static GitRevision revision(String text) {
        try {
            return GitRevision.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw ProblemException.ofField("branch", String.valueOf(wrong.getMessage()));
        }
    }

    /**
     * What to clone.
     *
     * @param branch a branch, tag or commit; the default branch if not given
     * @param depth commits of history; all if not given
     * @param replace whether a clone that is there is replaced, with all that was changed in it
     */
    record CloneBody(
            @Nullable String branch,
            @Nullable Integer depth,
            @Nullable Boolean replace) {}

    /** A clone on this host. */
    record ClonedDocument(
            String path, String commit, @Nullable String branch) {}

    /** What a pull did. */
    record PulledDocument(String before, String after, boolean changed) {}

    /** The message of the commit. */
    record PushBody(String message) {}

    /** The commit that the branch now has. */
    record PushedDocument(String commit) {}
}
