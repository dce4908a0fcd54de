package io.aiops.secret;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Keys in a file that only its owner may read: a line {@code <id> <base64>} for each, the first one encrypting; empty lines and
 * those that begin with {@code #} are passed over. The file is read whenever keys are asked for, so a changed one counts at
 * once. To rotate, add the new key as a last line, wait until every program has it, then move it to the top. Thread-safe.
 */
public final class KeyFile implements KeyProvider {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Path path;

    /**
     * The keys in a file.
     *
     * @throws AiOpsException {@code INVALID_SETTING} if it cannot be read, others can read or write it, or something else than
     *     keys is in it; the message does not repeat what is
     */
    public KeyFile(Path path) {
        this.path = path;
        keys();
    }

    /**
     * The keys in a file, which is made with a new random key if it is not there. Whoever loses the file has lost every secret
     * that was encrypted with it. Safe for several programs at once: all get the same key.
     *
     * @throws AiOpsException {@code STORAGE_FAILED} if it cannot be made; {@code INVALID_SETTING} if what is there is wrong
     */
    public static KeyFile createIfMissing(Path path) {
        if (!Files.exists(path)) {
            try {
                create(path.toAbsolutePath());
            } catch (IOException failed) {
                throw new AiOpsException(
                        ErrorCode.STORAGE_FAILED, "the key file " + path + " cannot be made: " + failed, failed);
            }
        }
        return new KeyFile(path);
    }

    /** {@inheritDoc} Reads the file. */
    @Override
    public Keyring keys() {
        KeyText read = new KeyText("the key file " + path);
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                read.add("line " + (i + 1), line.split("\\s+", -1));
            }
        }
        return read.keyring();
    }

    private List<String> lines() {
        try {
            if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
                Set<PosixFilePermission> allowed = EnumSet.copyOf(OF_OTHERS);
                allowed.retainAll(Files.getPosixFilePermissions(path));
                if (!allowed.isEmpty()) {
                    throw wrong("others can read or write it; run chmod 600 " + path);
                }
            }
            return Files.readAllLines(path, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException gone) {
            throw wrong("it does not exist");
        } catch (CharacterCodingException binary) {
            throw wrong("it is no plain text");
        } catch (IOException failed) {
            throw new AiOpsException(
                    ErrorCode.INVALID_SETTING, "the key file " + path + " cannot be read: " + failed, failed);
        }
    }

    /** Writes a draft beside it and links it to its name, which fails where somebody else was faster: then theirs counts. */
    private static void create(Path path) throws IOException {
        Path folder = path.getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(folder, OWNER_FOLDER);
        }
        EncryptionKey key =
                EncryptionKey.random("key-" + UUID.randomUUID().toString().substring(0, 8));
        String text = "# Encrypts the secrets of the platform. Keep a copy: without it they are lost.\n" + key.id()
                + " " + key.reveal() + "\n";
        Path draft = path.resolveSibling(path.getFileName() + "." + UUID.randomUUID() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_FILE)) {
                ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.createLink(path, draft);
        } catch (FileAlreadyExistsException somebodyWasFaster) {
            return;
        } finally {
            Files.deleteIfExists(draft);
        }
        if (folder != null) {
            try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true);
            }
        }
    }

    private AiOpsException wrong(String what) {
        return new AiOpsException(ErrorCode.INVALID_SETTING, "the key file " + path + " cannot be used: " + what);
    }
}
