package io.aiops.gitea.upload;

import io.aiops.gitea.git.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.zip.Deflater;

/**
 * Objects in a file, each as it stands in a pack, so that any run of them is a pack without being written again. Memory does
 * not grow with the size of an object. For one thread; packs may be read by another while nothing is appended.
 */
final class PackSpool implements AutoCloseable {

    private final Path path;
    private final RandomAccessFile file;
    private final Packing packing = new Packing();
    private final List<SpoolEntry> entries = new ArrayList<>();
    private final byte[] in = new byte[64 * 1024];
    private final byte[] out = new byte[64 * 1024];
    private long end;

    PackSpool(Path path) throws IOException {
        this.path = path;
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    /** Appends an object of a declared size; the stream must have exactly that. */
    SpoolEntry append(
            int type, String name, long size, InputStream content, Cancellation cancellation, LongConsumer read)
            throws IOException {
        long offset = end;
        MessageDigest digest = ObjectHeads.digest(type, size);
        write(ObjectHeads.inPack(type, size));
        int length = content.readNBytes(in, 0, (int) Math.min(in.length, size));
        Deflater deflater = packing.of(name, in, length);
        long count = 0;
        while (length > 0) {
            cancellation.check();
            count += length;
            read.accept(length);
            digest.update(in, 0, length);
            deflater.setInput(in, 0, length);
            drain(deflater);
            length = content.readNBytes(in, 0, (int) Math.min(in.length, size - count));
        }
        deflater.finish();
        drain(deflater);
        if (count != size || content.read() >= 0) {
            end = offset;
            throw new SourceChanged(name);
        }
        SpoolEntry entry = new SpoolEntry(HexFormat.of().formatHex(digest.digest()), type, size, offset, end - offset);
        entries.add(entry);
        return entry;
    }

    private void drain(Deflater deflater) throws IOException {
        while (!deflater.finished()) {
            int made = deflater.deflate(out, 0, out.length);
            if (made > 0) {
                file.seek(end);
                file.write(out, 0, made);
                end += made;
            } else if (deflater.needsInput()) {
                return;
            }
        }
    }

    private void write(byte[] bytes) throws IOException {
        file.seek(end);
        file.write(bytes);
        end += bytes.length;
    }

    List<SpoolEntry> entries() {
        return entries;
    }

    /** What a request with all objects needs at least. */
    long bytes() {
        return end + (long) SpoolEntry.OVERHEAD * entries.size();
    }

    /** Takes the last objects away again. */
    void cutTo(int count) throws IOException {
        while (entries.size() > count) {
            end = entries.remove(entries.size() - 1).offset();
        }
        file.setLength(end);
    }

    /** Takes the first objects away, and gives their room on the disk back. */
    void keepFrom(int index) throws IOException {
        long from = index < entries.size() ? entries.get(index).offset() : end;
        long to = 0;
        for (long at = from; at < end; ) {
            file.seek(at);
            int read = file.read(in, 0, (int) Math.min(in.length, end - at));
            if (read < 0) {
                throw new IOException(path + " is shorter than it was");
            }
            file.seek(to);
            file.write(in, 0, read);
            at += read;
            to += read;
        }
        List<SpoolEntry> kept = new ArrayList<>();
        for (SpoolEntry entry : entries.subList(index, entries.size())) {
            kept.add(entry.movedTo(entry.offset() - from));
        }
        entries.clear();
        entries.addAll(kept);
        end = to;
        file.setLength(end);
    }

    /** The first objects, and some more that are in memory, as a pack. */
    StagePack pack(int count, List<MemoryObject> more) {
        long length = count == 0
                ? 0
                : entries.get(count - 1).offset() + entries.get(count - 1).length();
        return new StagePack(path, length, count, more);
    }

    @Override
    public void close() throws IOException {
        packing.close();
        file.close();
        Files.deleteIfExists(path);
    }
}
