package io.aiops.project;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Writes to the disk: whole files at once, permissions, free space, and what a failing disk is called. */
final class Storage {

    static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");
    static final Set<PosixFilePermission> OPEN_FOLDER = PosixFilePermissions.fromString("rwxr-xr-x");
    static final Set<PosixFilePermission> PLAIN_FILE = PosixFilePermissions.fromString("rw-r--r--");
    static final Set<PosixFilePermission> PROGRAM_FILE = PosixFilePermissions.fromString("rwxr-xr-x");

    private static final long CHUNK = 1 << 20;

    private Storage() {}

    /** Puts a file in place in one step: nobody ever sees a part of it, also after a power cut. An equal file is left alone. */
    static void write(Path file, String text, Set<PosixFilePermission> permissions) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (holds(file, bytes, permissions)) {
            return;
        }
        Path folder = folderOf(file);
        Path temporary = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel out = FileChannel.open(
                    temporary,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
                out.force(true);
            }
            Files.setPosixFilePermissions(temporary, permissions);
            move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(folder);
    }

    private static boolean holds(Path file, byte[] bytes, Set<PosixFilePermission> permissions) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) == bytes.length
                && Files.isReadable(file)
                && Files.getPosixFilePermissions(file).equals(permissions)
                && Arrays.equals(Files.readAllBytes(file), bytes);
    }

    /** Renames over what is there. */
    static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException other) {
            throw new IOException(to + " lies on another file system than " + from, other);
        }
    }

    /** Makes the names in a folder survive a power cut. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Creates a folder with its parents; an existing one keeps its permissions. */
    static void createFolder(Path folder, Set<PosixFilePermission> permissions) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folderOf(folder));
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, permissions);
    }

    static Path folderOf(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().getParent())
                .orElseThrow(() -> new IllegalArgumentException("no file name: " + file));
    }

    /**
     * Refuses to begin what cannot be finished.
     *
     * @throws AiOpsException {@code STORAGE_FAILED} if the folder's file system has fewer free bytes
     */
    static void requireFree(Path folder, long bytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < bytes + CHUNK) {
            throw new AiOpsException(
                            ErrorCode.STORAGE_FAILED,
                            "not enough space for " + folder + ": " + Sizes.inWords(bytes) + " are needed, "
                                    + Sizes.inWords(free) + " are free; make room and try again")
                    .with("needed_bytes", bytes)
                    .with("free_bytes", free);
        }
    }

    /** What a failed write or delete is called. */
    static AiOpsException failed(String what, IOException cause) {
        if (cause instanceof ClosedByInterruptException) {
            return new AiOpsException(ErrorCode.CANCELLED, what + ": it was interrupted", cause);
        }
        return new AiOpsException(ErrorCode.STORAGE_FAILED, what + ": " + reason(cause), cause);
    }

    static String reason(IOException cause) {
        String text =
                Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left")) {
            return "no space is left on the disk; make room and try again";
        }
        if (lower.contains("quota exceeded")) {
            return "the disk quota is used up; make room and try again";
        }
        if (cause instanceof AccessDeniedException denied) {
            return "permission denied: " + denied.getFile();
        }
        if (cause instanceof NoSuchFileException missing) {
            return "not found: " + missing.getFile();
        }
        if (cause instanceof DirectoryNotEmptyException full) {
            return "not empty: " + full.getFile();
        }
        return text;
    }

    /** Whether the disk, or whoever stopped us, and not what is read, is to blame. */
    static boolean isDiskFault(IOException cause) {
        return cause instanceof FileSystemException
                || cause instanceof ClosedByInterruptException
                || reason(cause).startsWith("no space")
                || reason(cause).startsWith("the disk quota");
    }
}
