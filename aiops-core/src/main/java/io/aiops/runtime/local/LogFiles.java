package io.aiops.runtime.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The logs of all workloads, one object per file: several releases of a service may write to the same one. Of a log that nobody
 * read and that never was rotated, nothing is remembered.
 */
final class LogFiles {

    private final Path memory;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<Path, LogFile> open = new ConcurrentHashMap<>();

    /** Logs of which nothing was remembered when they were first looked at. */
    private final Set<Path> untold = ConcurrentHashMap.newKeySet();

    LogFiles(Path memory) throws IOException {
        this.memory = memory;
        StateFiles.createFolder(memory);
    }

    LogFile of(Path file) throws IOException {
        LogFile known = open.get(file);
        if (known != null) {
            return known;
        }
        synchronized (open) {
            LogFile raced = open.get(file);
            if (raced != null) {
                return raced;
            }
            LogFile opened = new LogFile(file, memoryOf(file), json);
            open.put(file, opened);
            return opened;
        }
    }

    /** Rotates a log if it is larger than allowed, and finishes what an earlier platform left half done. */
    void rotateIfLarger(Path file, long maxBytes, int backups) throws IOException {
        if (!open.containsKey(file) && file.toFile().length() <= maxBytes && isUntold(file)) {
            return;
        }
        of(file).rotateIfLarger(maxBytes, backups);
    }

    private boolean isUntold(Path file) {
        if (untold.contains(file)) {
            return true;
        }
        boolean fresh = !Files.exists(memoryOf(file));
        if (fresh) {
            untold.add(file);
        }
        return fresh;
    }

    private Path memoryOf(Path file) {
        return memory.resolve(file.getFileName() + "."
                + KeeperStarter.shortHash(file.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
