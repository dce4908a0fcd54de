package io.aiops.gitea.upload;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts while an upload runs. Any thread may count; one thread reads. */
final class UploadMeter {

    private static final double SMOOTH = 0.1;

    private final long bytesTotal;
    private final int filesTotal;
    private final AtomicLong prepared = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger files = new AtomicInteger();
    private final AtomicInteger stages = new AtomicInteger();
    private volatile UploadProgress.Phase phase = UploadProgress.Phase.ASK;
    private long lastAt = System.nanoTime();
    private long lastSent;
    private double rate;

    UploadMeter(long bytesTotal, int filesTotal) {
        this.bytesTotal = bytesTotal;
        this.filesTotal = filesTotal;
    }

    void phase(UploadProgress.Phase next) {
        phase = next;
    }

    void prepared(long bytes) {
        prepared.addAndGet(bytes);
    }

    void fileDone() {
        files.updateAndGet(count -> Math.min(count + 1, filesTotal));
    }

    void stageDone() {
        stages.incrementAndGet();
    }

    /** So much of the files has left, or was there before; a smaller number than before is a try again and counts for nothing. */
    void sentAtLeast(long bytes) {
        sent.accumulateAndGet(Math.min(bytes, bytesTotal), Math::max);
    }

    /** What is so now; for one thread. */
    UploadProgress now() {
        long done = sent.get();
        long at = System.nanoTime();
        double seconds = Math.max((at - lastAt) / 1e9, 1e-3);
        rate += SMOOTH * ((done - lastSent) / seconds - rate);
        lastAt = at;
        lastSent = done;
        Optional<Duration> left = rate > 1 && !phase.isEnd()
                ? Optional.of(Duration.ofMillis((long) ((bytesTotal - done) / rate * 1000)))
                : Optional.empty();
        return new UploadProgress(
                phase,
                Math.min(Math.max(prepared.get(), done), bytesTotal),
                done,
                bytesTotal,
                files.get(),
                filesTotal,
                stages.get(),
                (long) Math.max(rate, 0),
                left);
    }
}
