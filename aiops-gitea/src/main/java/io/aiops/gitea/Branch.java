package io.aiops.gitea;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * A branch.
 *
 * @param name its name, perhaps with slashes
 * @param commit its last commit
 * @param isProtected whether rules bind it
 * @param userCanPush whether the token's user may write to it
 */
public record Branch(
        String name,
        Optional<BranchTip> commit,
        @JsonProperty("protected") boolean isProtected,
        boolean userCanPush) {

    /** Takes nothing as empty. */
    public Branch {
        name = Absent.text(name);
        commit = Absent.optional(commit);
    }

    /** The id of its last commit, empty if the server sent none. */
    public String commitId() {
        return commit.map(BranchTip::id).orElse("");
    }
}
