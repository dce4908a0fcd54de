package io.aiops.gitea;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Optional;

/** Branches, whose names may have slashes. Every method asks the server and throws {@link GiteaException}. Thread-safe. */
public final class Branches {

    private static final TypeReference<Branch> BRANCH = new TypeReference<>() {};
    private static final TypeReference<List<Branch>> BRANCHES = new TypeReference<>() {};

    private final Calls calls;

    Branches(Calls calls) {
        this.calls = calls;
    }

    /** All branches. */
    public Paged<Branch> list(RepoName repo) {
        return calls.list(HttpCall.get(Paths.repo(repo) + "/branches"), BRANCHES, Branch::name);
    }

    /**
     * Reads a branch.
     *
     * @throws GiteaException.NotFound if there is none
     */
    public Branch get(RepoName repo, String name) {
        return calls.read(HttpCall.get(path(repo, name)), BRANCH);
    }

    /**
     * Makes a branch.
     *
     * @param from the branch, tag or commit that it begins at
     * @throws GiteaException.Conflict if there is one of that name
     */
    public Branch create(RepoName repo, String name, String from) {
        PathText.segments("branch", name);
        JsonFields fields =
                new JsonFields().with("new_branch_name", (Object) name).text("old_ref_name", from);
        return calls.read(HttpCall.of("POST", Paths.repo(repo) + "/branches").sending(Json.content(fields)), BRANCH);
    }

    /** Deletes a branch. */
    public void delete(RepoName repo, String name) {
        calls.run(HttpCall.of("DELETE", path(repo, name)));
    }

    /** Gives a branch another name. */
    public void rename(RepoName repo, String name, String newName) {
        PathText.segments("branch", newName);
        JsonFields fields = new JsonFields().with("name", (Object) newName);
        calls.run(HttpCall.of("PATCH", path(repo, name)).sending(Json.content(fields)));
    }

    /**
     * Moves a branch to another commit; needs a server of 1.26 or newer.
     *
     * @param expected the commit it must be at, absent for any
     * @param force whether it may lose commits
     * @throws GiteaException.Conflict if it is at another commit than expected
     */
    public void move(RepoName repo, String name, String commit, Optional<String> expected, boolean force) {
        JsonFields fields = new JsonFields()
                .with("new_commit_id", (Object) commit)
                .with("old_commit_id", expected)
                .with("force", (Object) force);
        calls.run(HttpCall.of("PUT", path(repo, name)).sending(Json.content(fields)));
    }

    private static String path(RepoName repo, String name) {
        return Paths.below(repo, "branches", "branch", name);
    }
}
