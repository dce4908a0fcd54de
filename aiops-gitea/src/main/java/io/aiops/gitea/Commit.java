package io.aiops.gitea;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A commit.
 *
 * @param sha its id
 * @param htmlUrl its page
 * @param commit what it holds
 * @param parents the commits before it
 */
public record Commit(String sha, String htmlUrl, Optional<CommitDetails> commit, List<CommitRef> parents) {

    /** Takes nothing as empty. */
    public Commit {
        sha = Absent.text(sha);
        htmlUrl = Absent.text(htmlUrl);
        commit = Absent.optional(commit);
        parents = Absent.list(parents);
    }

    /** Its message, empty if the server sent none. */
    public String message() {
        return commit.map(CommitDetails::message).orElse("");
    }

    /** When it was made. */
    public Optional<OffsetDateTime> date() {
        return commit.flatMap(CommitDetails::author).flatMap(Signature::date);
    }
}
