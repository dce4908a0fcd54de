package io.aiops.app.gitea;

import io.aiops.app.http.ProblemException;
import io.aiops.app.http.Problems;
import io.aiops.gitea.git.Cancellation;
import io.aiops.gitea.upload.UploadProgress;
import io.aiops.gitea.upload.UploadWatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One upload from its beginning on, also after its end. Thread-safe. */
final class CodeUpload {

    private final String id;
    private final String algorithm;
    private final String author;
    private final Clock clock;
    private final Instant started;
    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Optional<UploadProgress> progress = Optional.empty();
    private volatile Optional<UploadResultDocument> result = Optional.empty();
    private volatile Optional<RuntimeException> failure = Optional.empty();
    private volatile Optional<Instant> finished = Optional.empty();

    CodeUpload(String id, String algorithm, String author, Clock clock) {
        this.id = id;
        this.algorithm = algorithm;
        this.author = author;
        this.clock = clock;
        this.started = clock.instant();
    }

    String id() {
        return id;
    }

    /** Does it, on the calling thread; how it went is told by {@link #document()}. */
    void run(Function<UploadWatch, UploadResultDocument> work) {
        try {
            result = Optional.of(work.apply(new UploadWatch(event -> progress = Optional.of(event), cancellation)));
        } catch (RuntimeException failed) {
            failure = Optional.of(
                    cancellation.isCancelled()
                            ? new ProblemException(
                                    409, "CANCELLED", "the upload was cancelled; the branch is as it was before")
                            : failed);
        }
    }

    /** Says that it has ended and nothing of it is left on the disk. */
    void end() {
        finished = Optional.of(clock.instant());
        ended.countDown();
    }

    /** Ends it within a second. Idempotent; too late once all has been sent, for then the commit counts. */
    void cancel() {
        cancellation.cancel();
    }

    /** Waits for the end; false if it has not ended in time. */
    boolean await(Duration limit) throws InterruptedException {
        return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isEnded() {
        return ended.getCount() == 0;
    }

    /**
     * What it made.
     *
     * @throws RuntimeException why it made nothing
     */
    UploadResultDocument result() {
        failure.ifPresent(failed -> {
            throw failed;
        });
        return result.orElseThrow();
    }

    UploadDocument document() {
        boolean over = isEnded();
        return new UploadDocument(
                id,
                algorithm,
                over ? (result.isPresent() ? "done" : cancellation.isCancelled() ? "cancelled" : "failed") : "running",
                author,
                started,
                finished.orElse(null),
                progress.map(UploadDocument.ProgressDocument::of).orElse(null),
                over ? result.orElse(null) : null,
                over ? failure.map(Problems::document).orElse(null) : null);
    }
}
