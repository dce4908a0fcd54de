package io.aiops.app.gitea;

import io.aiops.algorithm.FetchedCode;
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
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/** One commit of a repository. */
final class GitCode implements CodeOrigin {

    private final GitWork work;
    private final GitRemote remote;
    private final GitAccess access;
    private final GitPin pin;
    private final String kept;
    private final BiFunction<Path, GitCode, String> afterwards;

    /**
     * A commit.
     *
     * @param kept the repository as it is stored
     */
    GitCode(GitWork work, GitRemote remote, GitAccess access, GitPin pin, String kept) {
        this(work, remote, access, pin, kept, (folder, code) -> "fetched");
    }

    private GitCode(
            GitWork work,
            GitRemote remote,
            GitAccess access,
            GitPin pin,
            String kept,
            BiFunction<Path, GitCode, String> afterwards) {
        this.work = work;
        this.remote = remote;
        this.access = access;
        this.pin = pin;
        this.kept = kept;
        this.afterwards = afterwards;
    }

    /** The same, doing something with what was fetched, which says what it did. */
    GitCode then(BiFunction<Path, GitCode, String> work) {
        return new GitCode(this.work, remote, access, pin, kept, work);
    }

    String commit() {
        return pin.commit();
    }

    /** The branch that was asked for; empty for a tag or a commit, which no push moves. */
    Optional<String> branch() {
        return pin.ref().filter(ref -> ref.startsWith("refs/heads/")).map(ref -> ref.substring("refs/heads/".length()));
    }

    /** The same as algorithms keep it. */
    FetchedCode fetched() {
        String path = remote.url().getPath().replaceAll("\\.git$", "");
        String[] parts = path.split("/", -1);
        String name = parts.length < 2 ? path : parts[parts.length - 2] + "/" + parts[parts.length - 1];
        String asked = branch().or(() -> pin.ref().map(ref -> ref.substring(ref.lastIndexOf('/') + 1)))
                .orElse(pin.commit());
        return new FetchedCode(remote.url().toString(), name, asked, pin.commit());
    }

    @Override
    public Source source() {
        return new Source(Source.Kind.GIT, kept, Optional.of(pin.commit()));
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
            output.line(afterwards.apply(folder, this));
        } catch (GitException failed) {
            throw failed.asError();
        } finally {
            watching.shutdownNow();
        }
    }
}
