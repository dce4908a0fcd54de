package io.aiops.gitea.upload;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiops.gitea.git.GitException;
import io.aiops.gitea.git.GitFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of an upload the server has, so that one that was killed goes on. A stage is written down before it is sent: whichever
 * of them the server took, it is known. One upload at a time holds the journal of a branch. For one thread.
 */
final class Journal implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the journal is of. */
    record Head(String repository, String branch, String ref) {}

    /** One push to the staging ref. */
    record Stage(String from, String tip, String tree, List<String> objects) {}

    private final Path file;
    private final FileChannel lockFile;
    private final FileLock lock;

    private Journal(Path file, FileChannel lockFile, FileLock lock) {
        this.file = file;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    static Journal open(Path folder, UploadTarget target) throws IOException {
        Files.createDirectories(folder);
        String key = key(target);
        FileChannel lockFile =
                FileChannel.open(folder.resolve(key + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(lockFile);
        if (lock == null) {
            lockFile.close();
            throw new GitException(
                    GitFault.CONFLICT,
                    "another upload to branch " + target.branch() + " of " + target.remote()
                            + " is under way on this host; wait for it, or cancel it");
        }
        return new Journal(folder.resolve(key + ".jsonl"), lockFile, lock);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ofThisProcess) {
            return null;
        }
    }

    static String key(UploadTarget target) {
        byte[] digest = ObjectHeads.digest("SHA-256")
                .digest((target.remote() + "\n" + target.branch()).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, 8);
    }

    /** What an earlier upload of the same branch wrote; empty if there was none, or it cannot be read. */
    Optional<Head> head(UploadTarget target) throws IOException {
        List<String> lines = lines();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(lines.get(0), Head.class))
                    .filter(head -> head.repository().equals(target.remote().toString())
                            && head.branch().equals(target.branch()));
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    /** The stages that lead to a tip, the first one first; empty if the tip is none of this journal. */
    List<Stage> stagesUpTo(String tip) throws IOException {
        Map<String, Stage> byTip = new LinkedHashMap<>();
        List<String> lines = lines();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            try {
                Stage stage = JSON.readValue(line, Stage.class);
                byTip.put(stage.tip(), stage);
            } catch (IOException tornByTheKill) {
                break;
            }
        }
        List<Stage> chain = new ArrayList<>();
        for (Stage stage = byTip.remove(tip); stage != null; stage = byTip.remove(stage.from())) {
            chain.add(0, stage);
        }
        return chain;
    }

    private List<String> lines() throws IOException {
        return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
    }

    void begin(UploadTarget target, String ref) throws IOException {
        Files.deleteIfExists(file);
        append(new Head(target.remote().toString(), target.branch(), ref));
    }

    void append(Stage stage) throws IOException {
        append((Object) stage);
    }

    private void append(Object line) throws IOException {
        byte[] bytes = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(false);
        }
    }

    /** Nothing is left to go on with. */
    void forget() throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        lock.release();
        lockFile.close();
    }
}
