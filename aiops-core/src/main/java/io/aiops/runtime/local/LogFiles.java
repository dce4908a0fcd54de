package io.aiops.runtime.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The logs of all workloads, one object per file: several releases of a service may write to the same one. */
final class LogFiles {

    private final Path memory;
    private final Map<Path, LogFile> open = new ConcurrentHashMap<>();

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
            String name = KeeperStarter.shortHash(file.toString().getBytes(StandardCharsets.UTF_8));
            LogFile opened = new LogFile(file, memory.resolve(file.getFileName() + "." + name));
            open.put(file, opened);
            return opened;
        }
    }
}
