package io.aiops.gitea;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Optional;

/** Commits. Every method asks the server and throws {@link GiteaException}. Thread-safe. */
public final class Commits {

    private static final TypeReference<Commit> COMMIT = new TypeReference<>() {};
    private static final TypeReference<List<Commit>> COMMITS = new TypeReference<>() {};

    private final Calls calls;

    Commits(Calls calls) {
        this.calls = calls;
    }

    /**
     * The commits of a branch, tag or commit, newest first.
     *
     * @throws GiteaException.Conflict while it is read, if the repository is empty
     */
    public Paged<Commit> list(RepoName repo, String ref) {
        return list(repo, ref, Optional.empty());
    }

    /** The commits that changed a path, newest first. */
    public Paged<Commit> ofPath(RepoName repo, String ref, String path) {
        return list(repo, ref, Optional.of(path));
    }

    /**
     * Reads a commit.
     *
     * @param sha its id
     * @throws GiteaException.NotFound if there is none
     */
    public Commit get(RepoName repo, String sha) {
        return calls.read(lean(HttpCall.get(Paths.one(repo, "git/commits", sha))), COMMIT);
    }

    private Paged<Commit> list(RepoName repo, String ref, Optional<String> path) {
        HttpCall call = lean(HttpCall.get(Paths.repo(repo) + "/commits")).with("sha", ref);
        return calls.list(call.with("path", path), COMMITS, Commit::sha);
    }

    /** Without what the server would have to work out. */
    private static HttpCall lean(HttpCall call) {
        return call.with("stat", "false").with("verification", "false").with("files", "false");
    }
}
