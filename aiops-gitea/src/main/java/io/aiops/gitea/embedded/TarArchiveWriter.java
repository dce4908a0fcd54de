package io.aiops.gitea.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectLoader;

/** A compressed tar archive with the modes of files. */
final class TarArchiveWriter implements ArchiveWriter {

    private static final int BUFFER = 64 * 1024;

    private final TarArchiveOutputStream tar;
    private final FileTime time;

    TarArchiveWriter(OutputStream out, Instant time) throws IOException {
        this.tar = new TarArchiveOutputStream(new GZIPOutputStream(out, BUFFER), "UTF-8");
        this.time = FileTime.from(time);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    @Override
    public void add(String path, FileMode mode, ObjectLoader content) throws IOException {
        boolean link = mode == FileMode.SYMLINK;
        TarArchiveEntry entry = link ? new TarArchiveEntry(path, TarConstants.LF_SYMLINK) : new TarArchiveEntry(path);
        entry.setMode(link ? 0777 : mode.getBits() & 0777);
        entry.setLastModifiedTime(time);
        if (link) {
            entry.setLinkName(new String(content.getBytes(), StandardCharsets.UTF_8));
            tar.putArchiveEntry(entry);
        } else {
            entry.setSize(content.getSize());
            tar.putArchiveEntry(entry);
            content.copyTo(tar);
        }
        tar.closeArchiveEntry();
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
