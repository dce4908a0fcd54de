package io.aiops.gitea.git;

import java.util.concurrent.atomic.AtomicLong;

/** One operation while it runs: how far it is and whether it may go on. */
final class GitOperation {

    private final Cancellation cancellation;
    private final AtomicLong bytes = new AtomicLong();
    private volatile GitProgress.Phase phase = GitProgress.Phase.ASK;
    private volatile long done;
    private volatile long total;

    private GitOperation(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** Runs the work and says once how it ended. */
    static <T> T run(GitWatch watch, Work<T> work) {
        GitOperation operation = new GitOperation(watch.cancellation());
        ProgressTicker<GitProgress> ticker =
                new ProgressTicker<>("aiops-git-progress", operation::now, watch.progress());
        GitProgress.Phase end = GitProgress.Phase.FAILED;
        try {
            T result = work.run(operation);
            end = GitProgress.Phase.DONE;
            return result;
        } catch (GitException failure) {
            end = failure.fault() == GitFault.CANCELLED ? GitProgress.Phase.CANCELLED : end;
            throw failure;
        } finally {
            operation.phase = end;
            ticker.end(operation.now());
        }
    }

    Cancellation cancellation() {
        return cancellation;
    }

    void phase(GitProgress.Phase next, long units) {
        cancellation.check();
        phase = next;
        done = 0;
        total = units;
    }

    void done(long units) {
        done = units;
    }

    void received(long more) {
        bytes.addAndGet(more);
    }

    private GitProgress now() {
        return new GitProgress(phase, bytes.get(), done, total);
    }

    /** What is to be done. */
    @FunctionalInterface
    interface Work<T> {
        T run(GitOperation operation);
    }
}
