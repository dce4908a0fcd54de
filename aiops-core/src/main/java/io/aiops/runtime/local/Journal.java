package io.aiops.runtime.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads a replica's journal as it grows. Thread-safe; a call that finds nothing new costs one look at the file's size. */
final class Journal {

    private static final int CHUNK = 4096;

    private final Path file;
    private long offset;
    private long told;
    private String rest = "";
    private JournalState state = JournalState.EMPTY;

    Journal(Path file) {
        this.file = file;
    }

    /** What it says now. A journal that is gone or cannot be read says what it said last; one that shrank begins anew. */
    synchronized JournalState read() {
        long size = file.toFile().length();
        if (size < offset) {
            forget();
        }
        if (size > offset) {
            readOn();
        }
        return state;
    }

    /** Whether it has another size than at the last call. */
    synchronized boolean takeNews() {
        long size = file.toFile().length();
        boolean news = size != told;
        told = size;
        return news;
    }

    /** Appends a line in the platform's own hand; only when no keeper lives. */
    synchronized void write(String line) throws IOException {
        Files.writeString(
                file,
                "\n" + line + " ;\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
    }

    /** Begins anew; only when no keeper lives. */
    synchronized void clear() throws IOException {
        Files.deleteIfExists(file);
        forget();
    }

    private void forget() {
        offset = 0;
        rest = "";
        state = JournalState.EMPTY;
    }

    private void readOn() {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(buffer.clear(), offset) > 0) {
                offset += buffer.position();
                take(new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
            }
        } catch (NoSuchFileException gone) {
            forget();
        } catch (IOException unreadable) {
            // The next look tries again; until then the last known state stands.
            return;
        }
    }

    private void take(String text) {
        String all = rest + text;
        int end = all.lastIndexOf('\n');
        rest = all.substring(end + 1);
        if (end >= 0) {
            all.substring(0, end).lines().forEach(line -> state = state.after(line));
        }
    }
}
