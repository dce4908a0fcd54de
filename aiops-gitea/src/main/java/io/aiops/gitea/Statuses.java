package io.aiops.gitea;

import com.fasterxml.jackson.core.type.TypeReference;

/** What is said of commits. Every method asks the server and throws {@link GiteaException}. Thread-safe. */
public final class Statuses {

    private static final TypeReference<CommitStatus> STATUS = new TypeReference<>() {};
    private static final TypeReference<CombinedStatus> COMBINED = new TypeReference<>() {};

    private final Calls calls;

    Statuses(Calls calls) {
        this.calls = calls;
    }

    /**
     * Says something of a commit.
     *
     * @param sha its id
     * @throws GiteaException.NotFound if there is none
     */
    public CommitStatus set(RepoName repo, String sha, NewStatus status) {
        return calls.read(
                HttpCall.of("POST", Paths.one(repo, "statuses", sha)).sending(Json.content(status.fields())), STATUS);
    }

    /**
     * Reads the last word of each on a commit.
     *
     * @param sha its id
     */
    public CombinedStatus combined(RepoName repo, String sha) {
        return calls.read(
                HttpCall.get(Paths.one(repo, "commits", sha) + "/status").answeredWithin(HttpCall.LARGE), COMBINED);
    }
}
