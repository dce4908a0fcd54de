package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The file with what the store held last. It is replaced as a whole or not at all, and only its owner may read it; secrets are
 * in it as ciphertext.
 */
final class LastKnownGood {

    private final Path file;
    private final String environment;

    LastKnownGood(Path file, String environment) {
        this.file = file;
        this.environment = environment;
    }

    /**
     * What was saved last; empty if nothing was.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_DOCUMENT} naming the file, if it was cut off or changed, or belongs to
     *     another store; {@code STORAGE_FAILED} if it cannot be read
     */
    Optional<StoredConfig> load() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(KnownGoodDocument.read(Files.readString(file), environment));
        } catch (AiOpsException broken) {
            throw new AiOpsException(
                    ErrorCode.INVALID_CONFIG_DOCUMENT,
                    "the last-known-good file " + file + " cannot be used: " + broken.message(),
                    broken);
        } catch (IOException unreadable) {
            throw new AiOpsException(
                    ErrorCode.STORAGE_FAILED, "the last-known-good file " + file + " cannot be read", unreadable);
        }
    }

    /**
     * Replaces the file.
     *
     * @throws IOException if it could not be written; the old file is still there
     */
    void save(StoredConfig config, Instant now) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(fresh);
        try {
            write(fresh, KnownGoodDocument.write(config, environment, now));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            Files.deleteIfExists(fresh);
            throw failed;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true);
            }
        }
    }

    private static void write(Path fresh, String text) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try (FileChannel channel = FileChannel.open(fresh, options, ownerOnly(fresh))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
