package io.aiops.gitea.embedded;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/** A ref that has moved; the zero id stands for "was not there" and "is no more". */
record RefChange(String ref, ObjectId before, ObjectId after) {

    RefChange {
        before = before.copy();
        after = after.copy();
    }

    boolean isBranch() {
        return ref.startsWith(Constants.R_HEADS);
    }

    boolean isTag() {
        return ref.startsWith(Constants.R_TAGS);
    }

    boolean created() {
        return before.equals(ObjectId.zeroId());
    }

    boolean deleted() {
        return after.equals(ObjectId.zeroId());
    }

    /** The name without {@code refs/heads/} or {@code refs/tags/}. */
    String shortName() {
        return org.eclipse.jgit.lib.Repository.shortenRefName(ref);
    }
}
