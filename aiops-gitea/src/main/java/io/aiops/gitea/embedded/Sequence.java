package io.aiops.gitea.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gives out numbers that are never given out again, also after a restart. Thread-safe. */
final class Sequence {

    private static final long BLOCK = 100;

    private final Path file;
    private long next;
    private long reserved;

    Sequence(Path file) throws IOException {
        this.file = file;
        this.reserved =
                Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
        this.next = reserved + 1;
    }

    synchronized long next() {
        if (next > reserved) {
            long upTo = reserved + BLOCK;
            try {
                DurableFile.write(file, Long.toString(upTo).getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + file.getFileName(), e);
            }
            reserved = upTo;
        }
        return next++;
    }
}
