package io.aiops.project;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Reads a zip by its central directory, which alone knows links and executable files, and believes no size in it. */
final class ZipIntake {

    private static final int UNIX_KIND = 0170000;
    private static final int UNIX_FOLDER = 0040000;
    private static final int UNIX_FILE = 0100000;
    private static final int UNIX_LINK = 0120000;
    private static final int EXECUTABLE = 0100;

    private final Path archive;
    private final Intake intake;
    private final ArchiveLimits limits;

    ZipIntake(Path archive, Intake intake, ArchiveLimits limits) {
        this.archive = archive;
        this.intake = intake;
        this.limits = limits;
    }

    void run() throws IOException {
        int expected = new ZipDirectory(archive).count(limits);
        int seen = 0;
        try (ZipFile zip = ZipFile.builder()
                .setPath(archive)
                .setCharset(StandardCharsets.UTF_8)
                .setUseUnicodeExtraFields(false)
                .setIgnoreLocalFileHeader(true)
                .get()) {
            Enumeration<ZipArchiveEntry> entries = zip.getEntriesInPhysicalOrder();
            while (entries.hasMoreElements()) {
                seen++;
                intake.countEntry();
                take(zip, entries.nextElement());
            }
        }
        if (seen != expected) {
            throw Intake.refused("its table lists " + expected + " entries, but " + seen + " are there");
        }
    }

    private void take(ZipFile zip, ZipArchiveEntry entry) throws IOException {
        String name = name(entry);
        List<String> segments = intake.segments(name);
        if (intake.leavesOut(segments)) {
            return;
        }
        int kind = entry.getUnixMode() & UNIX_KIND;
        if (kind == UNIX_LINK) {
            throw Intake.refused(name, "it is a link");
        }
        if (kind != 0 && kind != UNIX_FILE && kind != UNIX_FOLDER) {
            throw Intake.refused(name, "it is a device, pipe or socket");
        }
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw Intake.refused(name, "it is encrypted; pack it again without a password");
        }
        if (name.endsWith("/") || kind == UNIX_FOLDER) {
            intake.folder(segments, name);
            return;
        }
        if (entry.getMethod() != ZipEntry.STORED && entry.getMethod() != ZipEntry.DEFLATED) {
            throw Intake.refused(
                    name, "it is packed by method " + entry.getMethod() + "; only stored and deflated are read");
        }
        boolean executable = (entry.getUnixMode() & EXECUTABLE) != 0;
        try (Checked content = new Checked(zip.getInputStream(entry))) {
            intake.file(segments, name, content, executable);
            if (content.size != entry.getSize()) {
                throw Intake.refused(name, "it should have " + entry.getSize() + " bytes but has " + content.size);
            }
            if (content.crc.getValue() != entry.getCrc()) {
                throw Intake.refused(name, "its checksum is wrong; the archive is damaged");
            }
        }
    }

    private static String name(ZipArchiveEntry entry) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(entry.getRawName()))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw Intake.refused(entry.getName(), "its name is not UTF-8; pack it again with UTF-8 names");
        }
    }

    private static final class Checked extends FilterInputStream {
        private final CRC32 crc = new CRC32();
        private long size;

        Checked(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            if (read > 0) {
                crc.update(bytes, offset, read);
                size += read;
            }
            return read;
        }
    }
}
