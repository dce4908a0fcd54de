package io.aiops.app;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Makes sure that one platform at a time works in a home folder; given up by the kernel when the process dies. */
final class HomeLock implements AutoCloseable {

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws AiOpsException {@code STATE_IN_USE} naming the process that holds it
     */
    static HomeLock take(Path home) {
        Path file = home.resolve("run").resolve("server.lock");
        Path holder = home.resolve("run").resolve("server.pid");
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                String pid = Files.exists(holder) ? Files.readString(holder).strip() : "unknown";
                throw new AiOpsException(
                        ErrorCode.STATE_IN_USE,
                        "another platform (pid " + pid + ") already works in " + home
                                + "; stop it, or give this one another folder with --home.dir=<folder>");
            }
            Files.writeString(holder, ProcessHandle.current().pid() + "\n");
            return new HomeLock(channel);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write in the home folder " + home, failed);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot give the home folder back", failed);
        }
    }
}
