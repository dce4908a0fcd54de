package io.aiops.gitea.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectLoader;

/** A zip archive with the modes of files. */
final class ZipArchiveWriter implements ArchiveWriter {

    private final ZipArchiveOutputStream zip;
    private final FileTime time;

    ZipArchiveWriter(OutputStream out, Instant time) {
        this.zip = new ZipArchiveOutputStream(out);
        this.time = FileTime.from(time);
        zip.setUseZip64(Zip64Mode.AsNeeded);
        zip.setEncoding("UTF-8");
    }

    @Override
    public void add(String path, FileMode mode, ObjectLoader content) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(path);
        entry.setUnixMode(mode.getBits());
        entry.setLastModifiedTime(time);
        entry.setSize(content.getSize());
        zip.putArchiveEntry(entry);
        content.copyTo(zip);
        zip.closeArchiveEntry();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
