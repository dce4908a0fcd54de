package io.aiops.gitea.git;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import org.eclipse.jgit.errors.MissingObjectException;
import org.jspecify.annotations.Nullable;

/** What JGit's exceptions mean. */
final class JGitErrors {

    private JGitErrors() {}

    static GitException of(GitRemote remote, GitAccess access, Cancellation cancellation, Exception failure) {
        Throwable one = failure;
        for (int depth = 0; one != null && depth < 20; depth++, one = one.getCause()) {
            GitException known = known(one);
            if (known != null) {
                return known;
            }
        }
        String said = access.masked(ShownText.of(String.valueOf(failure.getMessage())));
        if (cancellation.isCancelled() || Thread.currentThread().isInterrupted()) {
            return new GitException(GitFault.CANCELLED, "it was cancelled; nothing of it is left");
        }
        String lower = said.toLowerCase(Locale.ROOT);
        if (lower.contains("not our ref") || lower.contains("not valid") || failure instanceof MissingObjectException) {
            return new GitException(
                    GitFault.COMMIT_GONE,
                    "the commit is not, or no longer, in " + remote
                            + "; was the branch force-pushed? Look at its branches and choose again",
                    failure);
        }
        if (lower.contains("no space left") || lower.contains("quota exceeded")) {
            return new GitException(GitFault.STORAGE, "no space is left on the disk; make room and try again", failure);
        }
        return new GitException(
                GitFault.PROTOCOL, "git and " + remote + " did not understand each other: " + said, failure);
    }

    private static @Nullable GitException known(Throwable one) {
        if (one instanceof GitException error) {
            return error;
        }
        if (one instanceof GitFailure failure) {
            return failure.error();
        }
        if (one instanceof FileSystemException disk) {
            return storage(disk);
        }
        if (one instanceof EOFException) {
            return new GitException(GitFault.CUT, "the connection was cut before all was received; try again", one);
        }
        return null;
    }

    static GitException storage(IOException disk) {
        return new GitException(
                GitFault.STORAGE,
                "the disk failed: " + ShownText.of(String.valueOf(disk.getMessage()))
                        + "; make room or check its rights",
                disk);
    }
}
