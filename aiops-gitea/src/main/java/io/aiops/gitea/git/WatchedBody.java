package io.aiops.gitea.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** The body of an answer: counts, says why it ended, and lets go of what watches it. */
final class WatchedBody extends FilterInputStream {

    private final GitRequest request;
    private final Movement movement;
    private final Cancellation cancellation;
    private final Runnable letGo;
    private final AtomicBoolean closed = new AtomicBoolean();

    WatchedBody(InputStream in, GitRequest request, Movement movement, Cancellation cancellation, Runnable letGo) {
        super(in);
        this.request = request;
        this.movement = movement;
        this.cancellation = cancellation;
        this.letGo = letGo;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int read = super.read(buffer, offset, length);
            if (read < 0 && (cancellation.isCancelled() || movement.timedOut())) {
                throw new IOException("closed");
            }
            movement.moved();
            return read;
        } catch (IOException cut) {
            throw new GitFailure(Refusals.broken(request, cut, movement.timedOut(), cancellation));
        }
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            letGo.run();
            super.close();
        }
    }
}
