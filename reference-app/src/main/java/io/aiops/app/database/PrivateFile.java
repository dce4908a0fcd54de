package io.aiops.app.database;

import io.aiops.service.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** Files and folders that only their owner may read; never readable by others, not even for a moment. */
public final class PrivateFile {

    private static final SecureRandom RANDOM = new SecureRandom();

    private PrivateFile() {}

    /** Writes a file of mode 0600 in one step: another reader sees the old text or the new one, never a part. */
    public static void write(Path file, String text) {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(draft);
            try (FileChannel channel = FileChannel.open(
                    draft,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + file, failed);
        }
    }

    /** The secret that a file holds; makes a random one and the file when there is none. */
    public static Secret secret(Path file) {
        try {
            if (!Files.exists(file)) {
                write(file, random(24));
            }
            return Secret.of(Files.readString(file).strip());
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read " + file, failed);
        }
    }

    /** Random bytes as text of letters, digits, dash and underscore. */
    public static String random(int bytes) {
        byte[] chosen = new byte[bytes];
        RANDOM.nextBytes(chosen);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(chosen);
    }

    /** Makes a folder of mode 0700 with its parents; an existing one is left as it is. */
    public static void folder(Path folder) {
        try {
            if (folder.getParent() != null) {
                Files.createDirectories(folder.getParent());
            }
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot make the folder " + folder, failed);
        }
    }
}
