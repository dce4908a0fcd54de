package io.aiops.gitea.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A part of a file. */
final class FileRange extends InputStream {

    private final RandomAccessFile file;
    private long left;

    FileRange(Path path, long offset, long length) throws IOException {
        this.file = new RandomAccessFile(path.toFile(), "r");
        this.left = length;
        file.seek(offset);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = left == 0 ? -1 : file.read(buffer, offset, (int) Math.min(length, left));
        left -= Math.max(read, 0);
        return read;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
