package io.aiops.project;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a tar as it streams by. What it may spend on one entry's headers is bounded, so a long name is no bomb. */
final class TarIntake {

    private static final int EXECUTABLE = 0100;
    private static final int BLOCK = 512;
    private static final int KIND_AT = 156;

    private final InputStream source;
    private final Intake intake;

    TarIntake(InputStream source, Intake intake) {
        this.source = source;
        this.intake = intake;
    }

    void run() throws IOException {
        Metered metered = new Metered(source);
        // The caller closes what it gave.
        @SuppressWarnings("resource")
        // One character per byte, so that a name can be judged by its bytes.
        TarArchiveInputStream tar = new TarArchiveInputStream(metered, "ISO-8859-1");
        for (TarArchiveEntry entry = next(tar, metered); entry != null; entry = next(tar, metered)) {
            String name = name(entry, metered);
            metered.unlimited();
            take(tar, entry, name);
        }
        metered.readToEnd();
        if (metered.zeros < BLOCK) {
            throw Intake.refused("it was cut off: its end is missing");
        }
    }

    private @Nullable TarArchiveEntry next(TarArchiveInputStream tar, Metered metered) throws IOException {
        metered.allowHeaders();
        TarArchiveEntry entry = tar.getNextEntry();
        if (entry != null) {
            intake.countEntry();
        }
        return entry;
    }

    /** An extended header holds a name in UTF-8 that is decoded already; any other name is bytes. */
    private static String name(TarArchiveEntry entry, Metered metered) {
        String headers = metered.headers.toString(StandardCharsets.ISO_8859_1);
        if (headers.contains(" path=/") || isLongAbsolute(headers)) {
            throw Intake.refused("/" + entry.getName(), "its path is absolute");
        }
        if (headers.contains(" path=")) {
            return entry.getName();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(entry.getName().getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw Intake.refused(entry.getName(), "its name is not UTF-8; pack it again with UTF-8 names");
        }
    }

    /** The reader takes the first slash off a long name, so it is looked at where it stands. */
    private static boolean isLongAbsolute(String headers) {
        int first = headers.length() % BLOCK;
        return headers.length() > first + BLOCK
                && headers.charAt(first + KIND_AT) == 'L'
                && headers.charAt(first + BLOCK) == '/';
    }

    private void take(TarArchiveInputStream tar, TarArchiveEntry entry, String name) throws IOException {
        List<String> segments = intake.segments(name);
        if (intake.leavesOut(segments)) {
            intake.skip(name, tar);
            return;
        }
        if (entry.isSymbolicLink()) {
            throw Intake.refused(name, "it is a link");
        }
        if (entry.isLink()) {
            throw Intake.refused(name, "it is a hard link");
        }
        if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
            throw Intake.refused(name, "it is a device, pipe or socket");
        }
        if (entry.isDirectory()) {
            intake.folder(segments, name);
            return;
        }
        if (!entry.isFile() || entry.isSparse() || !tar.canReadEntryData(entry) || !isPlain(entry.getLinkFlag())) {
            throw Intake.refused(name, "it is of a kind that is not read");
        }
        intake.file(segments, name, tar, (entry.getMode() & EXECUTABLE) != 0);
    }

    private static boolean isPlain(byte flag) {
        return flag == '0' || flag == 0 || flag == '7';
    }

    /** Counts what is read between two files, and remembers how many zeros were last. */
    private static final class Metered extends FilterInputStream {
        private static final long HEADERS = 2L << 20;

        private final ByteArrayOutputStream headers = new ByteArrayOutputStream();
        private long allowance = HEADERS;
        private long zeros;

        Metered(InputStream in) {
            super(in);
        }

        void allowHeaders() {
            allowance = HEADERS;
            headers.reset();
        }

        void unlimited() {
            allowance = Long.MAX_VALUE;
        }

        void readToEnd() throws IOException {
            byte[] rest = new byte[8192];
            while (read(rest, 0, rest.length) >= 0) {
                // the checksum of a packed stream comes at its end
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            for (int at = offset; at < offset + read; at++) {
                zeros = bytes[at] == 0 ? zeros + 1 : 0;
            }
            allowance -= Math.max(read, 0);
            if (allowance < 0) {
                throw Intake.refused("the headers of an entry, or what follows the last, are larger than 2 MiB");
            }
            if (allowance <= HEADERS && read > 0) {
                headers.write(bytes, offset, read);
            }
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            byte[] skipped = new byte[(int) Math.min(count, 64 * 1024)];
            return Math.max(read(skipped, 0, skipped.length), 0);
        }
    }
}
