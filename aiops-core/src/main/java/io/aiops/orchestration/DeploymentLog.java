package io.aiops.orchestration;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.project.BuildOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/**
 * The output of one deployment: appended to its log file, and its end kept for the row of the present step. What goes past
 * the limit is left out of the file, so that a build that never stops talking does not fill the disk.
 */
final class DeploymentLog implements BuildOutput, AutoCloseable {

    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private final OutputStream file;
    private final LongConsumer grown;
    private final byte[] end = new byte[DeploymentStep.MAX_OUTPUT];
    private int endLength;
    private long size;

    /**
     * Opens the log of a deployment.
     *
     * @throws AiOpsException {@code STORAGE_FAILED}
     */
    DeploymentLog(Path path, LongConsumer grown) {
        this.grown = grown;
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            this.file = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new AiOpsException(ErrorCode.STORAGE_FAILED, "cannot write " + path + ": " + failure, failure);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        long now;
        synchronized (this) {
            keepEnd(bytes, offset, length);
            if (size < MAX_BYTES) {
                append(bytes, offset, length);
            }
            now = size;
        }
        grown.accept(now);
    }

    /** Begins the output of the next step: from here on {@link #end()} tells of it alone. */
    synchronized void beginStep() {
        endLength = 0;
    }

    /** The end of what was written since {@link #beginStep()}. */
    synchronized String end() {
        return new String(end, 0, endLength, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException failure) {
            throw new AiOpsException(
                    ErrorCode.STORAGE_FAILED, "cannot write the deployment's log: " + failure, failure);
        }
    }

    private void append(byte[] bytes, int offset, int length) {
        try {
            file.write(bytes, offset, length);
            size += length;
            if (size >= MAX_BYTES) {
                byte[] note = "\n… the output is longer than the log may be; the rest is left out\n"
                        .getBytes(StandardCharsets.UTF_8);
                file.write(note);
                size += note.length;
            }
        } catch (IOException failure) {
            throw new AiOpsException(
                    ErrorCode.STORAGE_FAILED, "cannot write the deployment's log: " + failure, failure);
        }
    }

    private void keepEnd(byte[] bytes, int offset, int length) {
        int take = Math.min(length, end.length);
        int keep = Math.min(endLength, end.length - take);
        System.arraycopy(end, endLength - keep, end, 0, keep);
        System.arraycopy(bytes, offset + length - take, end, keep, take);
        endLength = keep + take;
    }
}
