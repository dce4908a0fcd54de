package io.aiops.gitea;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A body that comes as it is read and is never held in memory. Takes one of the client's places for requests until it is
 * closed. A read waits no longer than the client's idle limit. For one thread.
 */
public final class Download implements AutoCloseable {

    private final HttpCall call;
    private final Answer answer;
    private final BodyStream body;
    private final Runnable released;
    private final AtomicBoolean closed = new AtomicBoolean();

    Download(HttpCall call, Answer answer, Runnable released) {
        this.call = call;
        this.answer = answer;
        this.body = answer.stream().orElseThrow();
        this.released = released;
    }

    /** The bytes; a cut or too slow connection is an {@link IOException}, never a silent end. */
    public InputStream stream() {
        return body;
    }

    /** How many bytes the server announced. */
    public OptionalLong length() {
        return answer.headers().firstValueAsLong("Content-Length");
    }

    /** What kind of content the server says it is. */
    public Optional<String> type() {
        return answer.header("Content-Type");
    }

    /**
     * Writes all of it and closes this.
     *
     * @return how many bytes
     * @throws GiteaException {@code Unreachable} if the connection is cut or too slow
     * @throws IOException of the target
     */
    public long copyTo(OutputStream target) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long copied = 0;
        try (this) {
            for (int count = read(buffer); count >= 0; count = read(buffer)) {
                target.write(buffer, 0, count);
                copied += count;
            }
        }
        return copied;
    }

    /**
     * Writes all of it to a file and closes this. The file appears when it is complete; until then its bytes are in a file
     * beside it, which is deleted when anything fails.
     *
     * @return how many bytes
     * @throws GiteaException {@code Unreachable} if the connection is cut or too slow
     * @throws AiOpsException {@code STORAGE_FAILED} if the file cannot be written
     */
    public long copyTo(Path file) {
        Path partial = file.resolveSibling(file.getFileName() + ".part");
        try {
            long copied;
            try (OutputStream out = Files.newOutputStream(partial)) {
                copied = copyTo(out);
            }
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return copied;
        } catch (IOException failed) {
            close();
            throw new AiOpsException(
                    ErrorCode.STORAGE_FAILED,
                    "file " + file + " cannot be written; check the disk and its rights",
                    failed);
        } finally {
            deletePartial(partial);
        }
    }

    /** Ends the download, complete or not. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            body.close();
            released.run();
        }
    }

    private int read(byte[] buffer) {
        try {
            return body.read(buffer);
        } catch (IOException failed) {
            if (Thread.currentThread().isInterrupted()) {
                throw new GiteaException.Cancelled(
                        call.failed("Start it again if it is still wanted.").because(failed));
            }
            throw Faults.of(call, failed, answer.attempts());
        }
    }

    private static void deletePartial(Path partial) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException remains) {
            throw new AiOpsException(
                    ErrorCode.STORAGE_FAILED, "file " + partial + " cannot be deleted; delete it", remains);
        }
    }
}
