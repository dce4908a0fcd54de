package io.aiops.app.gitea;

import io.aiops.gitea.git.Cancellation;
import io.aiops.gitea.git.GitAccess;
import io.aiops.gitea.git.GitCheckout;
import io.aiops.gitea.git.GitException;
import io.aiops.gitea.git.GitPin;
import io.aiops.gitea.git.GitRemote;
import io.aiops.gitea.git.GitRevision;
import io.aiops.gitea.git.GitWatch;
import io.aiops.gitea.git.GitWork;
import io.aiops.orchestration.CodeOrigin;
import io.aiops.orchestration.Source;
import io.aiops.project.BuildOutput;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One commit of a repository. */
final class GitCode implements CodeOrigin {

    private final GitWork work;
    private final GitRemote remote;
    private final GitAccess access;
    private final GitPin pin;

    GitCode(GitWork work, GitRemote remote, GitAccess access, GitPin pin) {
        this.work = work;
        this.remote = remote;
        this.access = access;
        this.pin = pin;
    }

    String commit() {
        return pin.commit();
    }

    /** The branch that was asked for; empty for a tag or a commit, which no push moves. */
    Optional<String> branch() {
        return pin.ref().filter(ref -> ref.startsWith("refs/heads/")).map(ref -> ref.substring("refs/heads/".length()));
    }

    @Override
    public Source source() {
        return new Source(Source.Kind.GIT, remote.url().toString(), Optional.of(pin.commit()));
    }

    @Override
    public void fetch(Path folder, BuildOutput output, BooleanSupplier cancelled) {
        output.line("commit " + pin.commit()
                + pin.ref().map(ref -> " (" + ref + ")").orElse("") + " of " + remote.url());
        Cancellation cancellation = new Cancellation();
        ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "aiops-fetch-cancel");
            thread.setDaemon(true);
            return thread;
        });
        try {
            watching.scheduleWithFixedDelay(
                    () -> {
                        if (cancelled.getAsBoolean()) {
                            cancellation.cancel();
                        }
                    },
                    200,
                    200,
                    TimeUnit.MILLISECONDS);
            GitCheckout checkout = work.checkout(
                    remote, access, GitRevision.commit(pin.commit()), folder, GitWatch.cancelledBy(cancellation));
            output.line(checkout.files() + " files, " + checkout.bytes() + " bytes"
                    + (checkout.joined() == 0 ? "" : ", " + checkout.joined() + " of them joined from parts"));
        } catch (GitException failed) {
            throw failed.asError();
        } finally {
            watching.shutdownNow();
        }
    }
}
