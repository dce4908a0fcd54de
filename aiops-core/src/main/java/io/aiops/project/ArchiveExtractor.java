package io.aiops.project;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Unpacks one archive into one empty folder, and believes nothing that the archive says of itself. */
final class ArchiveExtractor {

    private static final int EXECUTABLE = 0111;

    private final Path archive;
    private final Path target;
    private final ArchiveLimits limits;
    private final long packedBytes;
    /** What was written, by its name in lower case, so that a file system that ignores case loses nothing. */
    private final Map<String, String> written = new HashMap<>();

    private int entries;
    private long total;

    ArchiveExtractor(Path archive, Path target, ArchiveLimits limits) throws IOException {
        this.archive = archive;
        this.target = target;
        this.limits = limits;
        this.packedBytes = Files.size(archive);
    }

    /** Unpacks; returns how many files and bytes, in words. */
    String extract() throws IOException {
        byte[] magic = new byte[4];
        int read;
        try (InputStream in = Files.newInputStream(archive)) {
            read = in.readNBytes(magic, 0, magic.length);
        }
        try {
            if (read >= 4 && magic[0] == 'P' && magic[1] == 'K') {
                unzip();
            } else if (read >= 2 && magic[0] == (byte) 0x1f && magic[1] == (byte) 0x8b) {
                try (InputStream in = Files.newInputStream(archive);
                        InputStream unpacked = GzipCompressorInputStream.builder()
                                .setInputStream(new BufferedInputStream(in))
                                .setDecompressConcatenated(true)
                                .get()) {
                    untar(unpacked);
                }
            } else {
                try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
                    untar(in);
                }
            }
        } catch (EOFException | ZipException damaged) {
            throw refuse("it is damaged or cut short: " + damaged.getMessage());
        } catch (IllegalArgumentException damaged) {
            throw refuse("it is damaged: " + damaged.getMessage());
        }
        if (written.isEmpty()) {
            throw refuse("there is no file in it, or it is not a zip, tar or tar.gz");
        }
        return written.size() + " entries, " + total + " bytes";
    }

    private void unzip() throws IOException {
        try (ZipFile zip = ZipFile.builder()
                .setPath(archive)
                .setCharset(StandardCharsets.UTF_8)
                .get()) {
            Enumeration<ZipArchiveEntry> all = zip.getEntries();
            while (all.hasMoreElements()) {
                ZipArchiveEntry entry = all.nextElement();
                String name = utf8(entry.getRawName());
                countEntry();
                if (entry.isUnixSymlink()) {
                    throw refuse("entry " + quoted(name) + " is a link");
                }
                if (entry.getGeneralPurposeBit().usesEncryption()) {
                    throw refuse("entry " + quoted(name) + " is encrypted");
                }
                if (entry.isDirectory()) {
                    makeFolder(name);
                } else if (zip.canReadEntryData(entry)) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        writeFile(name, in, (entry.getUnixMode() & EXECUTABLE) != 0);
                    }
                } else {
                    throw refuse("entry " + quoted(name) + " is packed in a way that is not supported");
                }
            }
        }
    }

    private void untar(InputStream unpacked) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(unpacked, "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName();
                countEntry();
                if (entry.isSymbolicLink() || entry.isLink()) {
                    throw refuse("entry " + quoted(name) + " is a link");
                }
                if (entry.isDirectory()) {
                    makeFolder(name);
                } else if (entry.isFile() && !entry.isSparse()) {
                    writeFile(name, tar, (entry.getMode() & EXECUTABLE) != 0);
                } else {
                    throw refuse("entry " + quoted(name) + " is neither a file nor a folder");
                }
            }
        }
    }

    private void makeFolder(String name) throws IOException {
        String clean = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        if (clean.isEmpty() || clean.equals(".")) {
            return;
        }
        Path folder = place(clean, true);
        Files.createDirectories(folder);
    }

    private void writeFile(String name, InputStream in, boolean executable) throws IOException {
        Path file = place(name, false);
        Files.createDirectories(file.getParent());
        long size = 0;
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                size += read;
                total += read;
                refuseBomb(name, size);
                out.write(buffer, 0, read);
            }
        }
        if (executable && !file.toFile().setExecutable(true, false)) {
            throw new IOException("cannot make " + file + " executable");
        }
    }

    private void refuseBomb(String name, long size) {
        if (size > limits.fileBytes()) {
            throw refuse("entry " + quoted(name) + " is larger than " + limits.fileBytes() + " bytes");
        }
        if (total > limits.totalBytes()) {
            throw refuse("it unpacks to more than " + limits.totalBytes() + " bytes");
        }
        if (total > ArchiveLimits.RATIO_FROM && total > packedBytes * limits.ratio()) {
            throw refuse("it unpacks to more than " + limits.ratio() + " times its size, as a bomb does");
        }
    }

    private void countEntry() {
        if (++entries > limits.entries()) {
            throw refuse("it has more than " + limits.entries() + " entries");
        }
    }

    /** Where an entry goes; refuses every name that is not a plain relative path, and every second use of a name. */
    private Path place(String name, boolean folder) {
        boolean control = name.codePoints().anyMatch(Character::isISOControl);
        if (control || name.isEmpty() || name.indexOf('\\') >= 0 || name.indexOf('\uFFFD') >= 0) {
            throw refuse("entry " + quoted(name) + " has a name that is not allowed");
        }
        if (name.startsWith("/") || name.matches("[A-Za-z]:.*")) {
            throw refuse("entry " + quoted(name) + " has an absolute path");
        }
        String[] parts = (name.startsWith("./") ? name.substring(2) : name).split("/", -1);
        if (parts.length > limits.depth()) {
            throw refuse("entry " + quoted(name) + " is more than " + limits.depth() + " folders deep");
        }
        Path place = target;
        StringBuilder above = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].equals("..") || parts[i].equals(".") || parts[i].isEmpty()) {
                throw refuse("entry " + quoted(name) + " leads out of the archive, or is not a plain path");
            }
            place = place.resolve(parts[i]);
            above.append('/').append(parts[i]);
            remember(name, above.toString(), folder || i < parts.length - 1);
        }
        return place;
    }

    private void remember(String name, String path, boolean folder) {
        String mine = (folder ? "d" : "f") + path;
        String other = written.putIfAbsent(path.toLowerCase(Locale.ROOT), mine);
        if (other != null && (!folder || !other.equals(mine))) {
            throw refuse(
                    "entry " + quoted(name) + " is there twice, or differs from another by upper and lower case only");
        }
    }

    private String utf8(byte[] raw) {
        try {
            Charset utf8 = StandardCharsets.UTF_8;
            return utf8.newDecoder().decode(java.nio.ByteBuffer.wrap(raw)).toString();
        } catch (CharacterCodingException notUtf8) {
            throw refuse("a name in it is not UTF-8; pack it again with UTF-8 names");
        }
    }

    private static String quoted(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", "?");
        return '"' + (plain.length() > 120 ? plain.substring(0, 120) + "…" : plain) + '"';
    }

    private static AiOpsException refuse(String why) {
        return new AiOpsException(ErrorCode.INVALID_ARCHIVE, "the archive is refused: " + why);
    }
}
