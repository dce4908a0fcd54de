package io.aiops.algorithm;

import java.util.Optional;

/**
 * Code that was brought from a repository into a folder.
 *
 * @param cloneUrl the repository's address, without credentials
 * @param fullName owner and name, such as {@code team/text-classify}; empty where the address has no such thing
 * @param branch the branch that counts: the one that was asked for, else the repository's default
 * @param commit the whole id of the commit that the folder holds, in lower-case hexadecimal
 */
public record FetchedCode(String cloneUrl, String fullName, String branch, String commit) {

    private static final int SHORT = 12;
    private static final int MOST_REVISION = 250;

    /**
     * Checks the texts.
     *
     * @throws io.aiops.error.AiOpsException {@code INVALID_REQUEST} naming everything that is wrong
     */
    public FetchedCode {
        Texts texts = new Texts();
        texts.faults("clone_url", CloneUrl.fault(cloneUrl));
        texts.line("full_name", fullName, 300);
        texts.faults("branch", faultOfRevision(branch));
        texts.grammar("commit", commit, "[0-9a-f]{40}|[0-9a-f]{64}", "must be a whole commit id");
        texts.throwIfAny();
    }

    /** The beginning of the commit, which names a version that has no other name. */
    public String shortCommit() {
        return commit.substring(0, SHORT);
    }

    /** What is wrong with the name of a branch, a tag or a commit; empty if nothing is. */
    static Optional<String> faultOfRevision(String text) {
        boolean allowed = text.matches("[\\p{L}\\p{N}_][^\\s\\p{Cntrl}~^:?*\\[\\\\]*")
                && text.length() <= MOST_REVISION
                && !text.contains("..")
                && !text.contains("@{");
        return allowed ? Optional.empty() : Optional.of("must be the name of a branch, a tag or a commit");
    }
}
