package io.aiops;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Makes sure that one platform at a time works in a home. The kernel gives the lock back when its holder dies. */
final class HomeLock implements AutoCloseable {

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of a home.
     *
     * @throws AiOpsException {@code STATE_IN_USE} naming the process that holds it
     */
    static HomeLock take(Path home) {
        Path file = home.resolve("run").resolve("platform.lock");
        try {
            Files.createDirectories(home.resolve("run"));
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new AiOpsException(
                        ErrorCode.STATE_IN_USE,
                        "another platform (process " + Files.readString(file).strip() + ") already works in " + home
                                + "; stop it, or choose another home.dir");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new HomeLock(channel);
        } catch (IOException failure) {
            throw new AiOpsException(ErrorCode.STORAGE_FAILED, "cannot use " + home + ": " + failure, failure);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new AiOpsException(ErrorCode.STORAGE_FAILED, "cannot close the home's lock: " + failure, failure);
        }
    }
}
