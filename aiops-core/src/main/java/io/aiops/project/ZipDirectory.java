package io.aiops.project;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Counts the entries of a zip by walking its table, in constant memory. A table of a million entries, or one that says of
 * itself another number than it has, is refused before anything is made of it.
 */
final class ZipDirectory {

    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int ENTRY = 0x02014b50;
    private static final int END_SIZE = 22;
    private static final int LOCATOR_SIZE = 20;
    private static final int END_64_SIZE = 56;
    private static final int ENTRY_SIZE = 46;
    private static final int MAX_NAME = 4 * 4096;
    private static final long MAX_TABLE = 256L << 20;

    private final Path archive;

    ZipDirectory(Path archive) {
        this.archive = archive;
    }

    int count(ArchiveLimits limits) throws IOException {
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.READ)) {
            Table table = table(file);
            if (table.entries > limits.maxEntries()) {
                throw Intake.tooMany(limits);
            }
            if (table.offset < 0
                    || table.size < 0
                    || table.offset + table.size > file.size()
                    || table.size > MAX_TABLE) {
                throw damaged();
            }
            return walk(file, table, limits);
        }
    }

    private static int walk(FileChannel file, Table table, ArchiveLimits limits) throws IOException {
        file.position(table.offset);
        int entries = 0;
        long left = table.size;
        // The channel is closed by the caller; closing the stream would close it twice.
        DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(file), 64 * 1024));
        byte[] header = new byte[ENTRY_SIZE];
        while (left >= ENTRY_SIZE) {
            in.readFully(header);
            ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
            if (fields.getInt(0) != ENTRY) {
                break;
            }
            int name = fields.getShort(28) & 0xffff;
            int more = name + (fields.getShort(30) & 0xffff) + (fields.getShort(32) & 0xffff);
            if (name > MAX_NAME) {
                throw Intake.refused("a name in it is longer than " + MAX_NAME + " bytes");
            }
            entries++;
            if (entries > limits.maxEntries()) {
                throw Intake.tooMany(limits);
            }
            in.skipNBytes(more);
            left -= ENTRY_SIZE + more;
        }
        if (left != 0 || entries != table.entries) {
            throw damaged();
        }
        return entries;
    }

    private static Table table(FileChannel file) throws IOException {
        long size = file.size();
        int tail = (int) Math.min(size, END_SIZE + 0xffff);
        ByteBuffer end = read(file, size - tail, tail);
        for (int at = tail - END_SIZE; at >= 0; at--) {
            if (end.getInt(at) == END) {
                long where = size - tail + at;
                if (where >= LOCATOR_SIZE) {
                    ByteBuffer locator = read(file, where - LOCATOR_SIZE, LOCATOR_SIZE);
                    if (locator.getInt(0) == LOCATOR_64) {
                        return table64(file, locator.getLong(8));
                    }
                }
                return new Table(
                        end.getShort(at + 10) & 0xffff,
                        end.getInt(at + 12) & 0xffffffffL,
                        end.getInt(at + 16) & 0xffffffffL);
            }
        }
        throw damaged();
    }

    private static Table table64(FileChannel file, long where) throws IOException {
        if (where < 0 || where > file.size() - END_64_SIZE) {
            throw damaged();
        }
        ByteBuffer end = read(file, where, END_64_SIZE);
        if (end.getInt(0) != END_64) {
            throw damaged();
        }
        return new Table(end.getLong(32), end.getLong(40), end.getLong(48));
    }

    private static ByteBuffer read(FileChannel file, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                throw damaged();
            }
        }
        return bytes;
    }

    private static RuntimeException damaged() {
        return Intake.refused("it is damaged or was cut off: its table of entries is not as it should be");
    }

    private record Table(long entries, long size, long offset) {}
}
