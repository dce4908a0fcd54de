package io.aiops.gitea.upload;

import io.aiops.gitea.git.GitAccess;
import io.aiops.gitea.git.GitChange;
import io.aiops.gitea.git.GitRemote;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where an upload goes and what becomes of it.
 *
 * @param remote the repository
 * @param access who uploads
 * @param branch short name; is created where it is missing
 * @param commit message and author
 * @param mode whether the files join those of the branch or take their place
 * @param expected the commit that the branch must have; empty for whichever it has when the upload begins
 * @param bodyLimit bytes that a request may have; empty for what is known or will be learnt
 * @param allowed findings that may pass, by id, each with the reason
 */
public record UploadTarget(
        GitRemote remote,
        GitAccess access,
        String branch,
        GitChange commit,
        Mode mode,
        Optional<String> expected,
        OptionalLong bodyLimit,
        Map<String, String> allowed) {

    /** What becomes of the files that the branch has. */
    public enum Mode {
        /** They stay, unless a file of the same path comes. */
        ADD,
        /** They go; the branch has the upload and nothing else. */
        REPLACE
    }

    private static final long LEAST_LIMIT = 64 << 10;

    /** Checks the branch's name and that a limit lets something through. */
    public UploadTarget {
        if (!org.eclipse.jgit.lib.Repository.isValidRefName("refs/heads/" + branch)) {
            throw new IllegalArgumentException("\"" + branch + "\" is no name of a branch");
        }
        if (bodyLimit.isPresent() && bodyLimit.getAsLong() < LEAST_LIMIT) {
            throw new IllegalArgumentException("a limit of a request is at least " + LEAST_LIMIT + " bytes");
        }
        if (allowed.values().stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a finding that is let pass needs a reason");
        }
        allowed = Map.copyOf(allowed);
    }

    /** Adds to a branch, whatever commit and limit it has. */
    public static UploadTarget add(GitRemote remote, GitAccess access, String branch, GitChange commit) {
        return new UploadTarget(
                remote, access, branch, commit, Mode.ADD, Optional.empty(), OptionalLong.empty(), Map.of());
    }

    /** The same, with the files in the place of those of the branch. */
    public UploadTarget replacing() {
        return new UploadTarget(remote, access, branch, commit, Mode.REPLACE, expected, bodyLimit, allowed);
    }

    /** The same, if the branch has that commit. */
    public UploadTarget expecting(String sha) {
        return new UploadTarget(remote, access, branch, commit, mode, Optional.of(sha), bodyLimit, allowed);
    }

    /** The same, through a known limit. */
    public UploadTarget limitedTo(long bytes) {
        return new UploadTarget(remote, access, branch, commit, mode, expected, OptionalLong.of(bytes), allowed);
    }

    /** The same, with findings that may pass. */
    public UploadTarget allowing(Map<String, String> reasons) {
        return new UploadTarget(remote, access, branch, commit, mode, expected, bodyLimit, reasons);
    }

    String ref() {
        return "refs/heads/" + branch;
    }
}
