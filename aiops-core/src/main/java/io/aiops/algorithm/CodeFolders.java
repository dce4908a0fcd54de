package io.aiops.algorithm;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.project.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folders in which code is looked at for a moment, readable by their owner only. Thread-safe. */
final class CodeFolders {

    private static final Logger log = LoggerFactory.getLogger(CodeFolders.class);

    private final Path parent;

    CodeFolders(Path parent) {
        this.parent = parent;
    }

    /** Deletes what a platform that died left; nothing may be under way. */
    void clear() {
        delete(parent);
    }

    /**
     * Works with an empty folder and deletes it afterwards, however the work ends.
     *
     * @throws AiOpsException {@code STORAGE_FAILED}, and what the work throws
     */
    <T> T with(Function<Path, T> work) {
        Path folder;
        try {
            Files.createDirectories(parent);
            folder = Files.createTempDirectory(parent, "code-");
        } catch (IOException failure) {
            throw new AiOpsException(
                    ErrorCode.STORAGE_FAILED,
                    "cannot make a folder in " + parent + ": " + failure.getMessage(),
                    failure);
        }
        try {
            return work.apply(folder);
        } finally {
            delete(folder);
        }
    }

    /** What cannot be deleted goes at the next start. */
    private static void delete(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException failure) {
            log.warn("cannot delete {}, which the next start tries again", folder, failure);
        }
    }
}
