package io.aiops.gitea.git;

import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Tells JGit when to stop, and passes on how far it is. */
final class JGitMonitor extends EmptyProgressMonitor {

    private final GitOperation operation;
    private long done;

    JGitMonitor(GitOperation operation) {
        this.operation = operation;
    }

    @Override
    public void beginTask(String title, int totalWork) {
        done = 0;
    }

    @Override
    public void update(int completed) {
        done += completed;
        operation.done(done);
    }

    @Override
    public boolean isCancelled() {
        return operation.cancellation().isCancelled() || Thread.currentThread().isInterrupted();
    }
}
