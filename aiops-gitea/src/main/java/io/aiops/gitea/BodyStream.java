package io.aiops.gitea;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A body as a stream, a few buffers at a time. Unlike the JDK's, a read ends when nothing comes for a while. For one
 * reading thread.
 */
final class BodyStream extends InputStream implements BodySubscriber<BodyStream> {

    /** One part is asked for at a time; the end may follow it unasked. */
    private static final int WAITING = 4;

    private final Duration idle;
    private final BlockingQueue<Part> arrived = new ArrayBlockingQueue<>(WAITING);
    private volatile @Nullable Subscription subscription;
    private List<ByteBuffer> current = List.of();
    private int index;
    private boolean ended;

    private record Part(List<ByteBuffer> buffers, boolean last, Optional<Throwable> failure) {}

    BodyStream(Duration idle) {
        this.idle = idle;
    }

    @Override
    public CompletionStage<BodyStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        put(new Part(buffers, false, Optional.empty()));
    }

    @Override
    public void onError(Throwable failed) {
        put(new Part(List.of(), true, Optional.of(failed)));
    }

    @Override
    public void onComplete() {
        put(new Part(List.of(), true, Optional.empty()));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            if (index < current.size()) {
                ByteBuffer buffer = current.get(index);
                if (buffer.hasRemaining()) {
                    int count = Math.min(length, buffer.remaining());
                    buffer.get(target, offset, count);
                    return count;
                }
                index++;
            } else {
                next();
            }
        }
        return -1;
    }

    @Override
    public void close() {
        ended = true;
        cancel();
    }

    private void next() throws IOException {
        Part part = take();
        current = part.buffers();
        index = 0;
        ended = part.last();
        if (part.failure().isPresent()) {
            throw new IOException(
                    "the download was cut: " + part.failure().get().getMessage(),
                    part.failure().get());
        }
        Subscription source = subscription;
        if (!ended && source != null) {
            source.request(1);
        }
    }

    private Part take() throws IOException {
        try {
            Part part = arrived.poll(idle.toNanos(), TimeUnit.NANOSECONDS);
            if (part != null) {
                return part;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            cancel();
            throw (IOException) new InterruptedIOException("the download was interrupted").initCause(interrupted);
        }
        cancel();
        throw new HttpTimeoutException("nothing came for " + idle.toSeconds() + " s");
    }

    private void put(Part part) {
        if (!arrived.offer(part)) {
            cancel();
        }
    }

    private void cancel() {
        Subscription source = subscription;
        if (source != null) {
            source.cancel();
        }
    }
}
