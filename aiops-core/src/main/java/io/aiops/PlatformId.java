package io.aiops;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Who a platform is: made once for a home and kept there, so that it knows its workloads again. */
final class PlatformId {

    private PlatformId() {}

    static String of(Path home) {
        Path file = home.resolve("run").resolve("platform-id");
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException first) {
            return make(file);
        } catch (IOException failure) {
            throw new AiOpsException(ErrorCode.STORAGE_FAILED, "cannot read " + file + ": " + failure, failure);
        }
    }

    private static String make(Path file) {
        String id = "p-" + UUID.randomUUID();
        Path draft = file.resolveSibling("platform-id.new");
        try {
            Files.writeString(draft, id + "\n");
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            return id;
        } catch (IOException failure) {
            throw new AiOpsException(ErrorCode.STORAGE_FAILED, "cannot write " + file + ": " + failure, failure);
        }
    }
}
