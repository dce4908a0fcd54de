package io.aiops.gitea;

import java.util.List;

/**
 * All that is said of a commit, the last word of each.
 *
 * @param sha the commit
 * @param state the worst of it
 * @param totalCount how many say something
 * @param statuses what they say
 */
public record CombinedStatus(String sha, CommitState state, int totalCount, List<CommitStatus> statuses) {

    /** Takes nothing as empty. */
    public CombinedStatus {
        sha = Absent.text(sha);
        statuses = Absent.list(statuses);
    }
}
