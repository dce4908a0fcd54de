package io.aiops.app.gitea;

import io.aiops.app.http.ProblemException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The uploads under way, of which there may be only so many, and the last that ended. Thread-safe. */
final class CodeUploads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CodeUploads.class);
    private static final int AT_ONCE = 4;
    private static final int REMEMBERED = 100;
    private static final Duration STOPPING = Duration.ofSeconds(3);

    private final UploadWork work;
    private final Clock clock;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Map<String, CodeUpload> uploads = new LinkedHashMap<>();
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService workers = Executors.newCachedThreadPool(job -> {
        Thread thread = new Thread(job, "aiops-code-upload-" + threads.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    CodeUploads(UploadWork work, Clock clock) {
        this.work = work;
        this.clock = clock;
    }

    /**
     * Takes a form and begins to upload it; a place is taken before anything is received, and given back at the end.
     *
     * @throws ProblemException 503 if too many are under way
     */
    CodeUpload begin(Callable<UploadForm> receive, String author) throws Exception {
        takePlace();
        boolean begun = false;
        try {
            UploadForm form = receive.call();
            CodeUpload upload = new CodeUpload(UUID.randomUUID().toString(), form.algorithmId(), author, clock);
            try {
                remember(upload);
                workers.execute(() -> run(upload, form, author));
                begun = true;
            } finally {
                if (!begun) {
                    form.remove();
                }
            }
            return upload;
        } finally {
            if (!begun) {
                places.release();
            }
        }
    }

    /** Takes a form and says what its upload would do; see {@link #begin}. */
    PreflightDocument preflight(Callable<UploadForm> receive, String author) throws Exception {
        takePlace();
        try {
            UploadForm form = receive.call();
            try {
                return work.preflight(form, author);
            } finally {
                form.remove();
            }
        } finally {
            places.release();
        }
    }

    /** An upload that is under way, or ended not long ago. */
    synchronized Optional<CodeUpload> find(String id) {
        return Optional.ofNullable(uploads.get(id));
    }

    private void takePlace() {
        if (!places.tryAcquire()) {
            throw new ProblemException(
                            503, "TOO_MANY_UPLOADS", AT_ONCE + " uploads are under way; wait for one, or cancel it")
                    .header("Retry-After", "10");
        }
    }

    private void run(CodeUpload upload, UploadForm form, String author) {
        try {
            upload.run(watch -> work.upload(form, author, watch));
        } finally {
            try {
                form.remove();
            } catch (IOException left) {
                LOG.warn("{} cannot be removed; the next start does it: {}", form.folder(), left.getMessage());
            }
            places.release();
            upload.end();
        }
    }

    private synchronized void remember(CodeUpload upload) {
        Iterator<CodeUpload> oldest = uploads.values().iterator();
        while (uploads.size() >= REMEMBERED && oldest.hasNext()) {
            if (oldest.next().isEnded()) {
                oldest.remove();
            }
        }
        uploads.put(upload.id(), upload);
    }

    private synchronized List<CodeUpload> all() {
        return List.copyOf(uploads.values());
    }

    /** Cancels what is under way and waits for it shortly. */
    @Override
    public void close() {
        List<CodeUpload> open =
                all().stream().filter(upload -> !upload.isEnded()).toList();
        open.forEach(CodeUpload::cancel);
        workers.shutdown();
        try {
            for (CodeUpload upload : open) {
                upload.await(STOPPING);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        workers.shutdownNow();
    }
}
