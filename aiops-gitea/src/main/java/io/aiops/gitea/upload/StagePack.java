package io.aiops.gitea.upload;

import io.aiops.gitea.git.PackSource;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A pack out of the beginning of a spool; head and checksum are made while it is read. */
final class StagePack implements PackSource {

    private static final int HEAD = 12;
    private static final int CHECKSUM = 20;

    private final Path spool;
    private final long spooled;
    private final int count;
    private final List<MemoryObject> more;

    StagePack(Path spool, long spooled, int count, List<MemoryObject> more) {
        this.spool = spool;
        this.spooled = spooled;
        this.count = count;
        this.more = List.copyOf(more);
    }

    @Override
    public long length() {
        return HEAD + spooled + more.stream().mapToLong(MemoryObject::length).sum() + CHECKSUM;
    }

    @Override
    public InputStream open() throws IOException {
        byte[] head = ByteBuffer.allocate(HEAD)
                .put("PACK".getBytes(StandardCharsets.US_ASCII))
                .putInt(2)
                .putInt(count + more.size())
                .array();
        List<InputStream> parts = new ArrayList<>();
        parts.add(new ByteArrayInputStream(head));
        parts.add(new Beginning(new BufferedInputStream(Files.newInputStream(spool), 64 * 1024), spooled));
        more.forEach(one -> parts.add(one.open()));
        return new Summed(new SequenceInputStream(Collections.enumeration(parts)));
    }

    /** The first bytes of a stream. */
    private static final class Beginning extends InputStream {

        private final InputStream in;
        private long left;

        Beginning(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = left == 0 ? -1 : in.read(buffer, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** A stream and then its checksum. */
    private static final class Summed extends InputStream {

        private final InputStream in;
        private final MessageDigest digest = ObjectHeads.digest("SHA-1");
        private InputStream sum = InputStream.nullInputStream();
        private boolean ended;

        Summed(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (!ended) {
                int read = in.read(buffer, offset, length);
                if (read >= 0) {
                    digest.update(buffer, offset, read);
                    return read;
                }
                ended = true;
                sum = new ByteArrayInputStream(digest.digest());
            }
            return sum.read(buffer, offset, length);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
