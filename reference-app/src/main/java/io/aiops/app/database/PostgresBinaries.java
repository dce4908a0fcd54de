package io.aiops.app.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, unpacked once from the jar that carries them. */
final class PostgresBinaries {

    private final Path root;

    private PostgresBinaries(Path root) {
        this.root = root;
    }

    /** Unpacks into a folder below {@code cache} unless that was done before. */
    static PostgresBinaries unpack(Path cache) {
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String archive = "/postgres-linux-" + (machine.equals("amd64") ? "x86_64" : machine) + ".txz";
        URL resource = PostgresBinaries.class.getResource(archive);
        if (resource == null || !System.getProperty("os.name", "").startsWith("Linux")) {
            throw new DatabaseStartException("no built-in PostgreSQL for " + System.getProperty("os.name") + " "
                    + machine + "; set database.url to a PostgreSQL of your own");
        }
        try {
            Path target = cache.resolve("postgres-" + fingerprint(resource));
            if (!Files.isDirectory(target)) {
                unpack(resource, target);
            }
            return new PostgresBinaries(target);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot unpack PostgreSQL into " + cache, failed);
        }
    }

    /** Where everything is. */
    Path root() {
        return root;
    }

    /** One of the programs. */
    String program(String name) {
        return root.resolve("bin").resolve(name).toString();
    }

    private static String fingerprint(URL resource) throws IOException {
        URLConnection connection = resource.openConnection();
        connection.setUseCaches(false);
        if (connection instanceof JarURLConnection jar) {
            try (var opened = jar.getJarFile()) {
                return Long.toHexString(opened.getEntry(jar.getEntryName()).getCrc());
            }
        }
        return Long.toHexString(connection.getContentLengthLong());
    }

    private static void unpack(URL resource, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Path draft = Files.createTempDirectory(target.getParent(), "unpacking-");
        try (InputStream raw = resource.openStream();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(raw, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                place(tar, entry, draft);
            }
        }
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException alreadyThere) {
            delete(draft);
            if (!Files.isDirectory(target)) {
                throw alreadyThere;
            }
        }
    }

    private static void place(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path path = folder.resolve(entry.getName()).normalize();
        if (!path.startsWith(folder)) {
            throw new IOException("entry outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, path);
        boolean executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
