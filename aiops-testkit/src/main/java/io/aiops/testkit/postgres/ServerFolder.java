package io.aiops.testkit.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of one server, named after the JVM that owns it: {@code aiops-test-postgres-<pid>-<random>}. */
final class ServerFolder {

    private static final Logger log = LoggerFactory.getLogger(ServerFolder.class);
    private static final String PREFIX = "aiops-test-postgres-";

    private final Path path;

    private ServerFolder(Path path) {
        this.path = path;
    }

    /** Makes a folder that only its owner may enter, after removing those whose JVM is gone. */
    static ServerFolder create(Path parent) {
        removeAbandoned(parent);
        try {
            return new ServerFolder(Files.createTempDirectory(
                    parent,
                    PREFIX + ProcessHandle.current().pid() + "-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Path path() {
        return path;
    }

    Path data() {
        return path.resolve("data");
    }

    /** The process id that a running server wrote. */
    Optional<Long> postmaster() {
        try {
            List<String> lines = Files.readAllLines(data().resolve("postmaster.pid"));
            return Optional.of(Long.parseLong(lines.get(0).trim()));
        } catch (IOException | RuntimeException none) {
            return Optional.empty();
        }
    }

    void delete() {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @org.jspecify.annotations.Nullable IOException e)
                        throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failed) {
            log.warn("the folder {} of a test database was not removed", path, failed);
        }
    }

    private static void removeAbandoned(Path parent) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*-*")) {
            for (Path path : folders) {
                String owner = path.getFileName().toString().substring(PREFIX.length());
                long pid = Long.parseLong(owner.substring(0, owner.indexOf('-')));
                boolean ours = Files.isWritable(path);
                if (ours && ProcessHandle.of(pid).isEmpty()) {
                    new ServerFolder(path).abandon();
                }
            }
        } catch (IOException | NumberFormatException unreadable) {
            log.debug("old folders in {} were not looked through", parent, unreadable);
        }
    }

    /** Ends a server whose JVM was killed, but no process that merely inherited its id. */
    private void abandon() {
        postmaster().flatMap(ProcessHandle::of).filter(this::serves).ifPresent(server -> {
            server.destroyForcibly();
            try {
                server.onExit().get(5, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException late) {
                log.warn("the abandoned test database with process id {} does not end", server.pid(), late);
            }
        });
        delete();
    }

    private boolean serves(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .contains(data().toString());
        } catch (IOException gone) {
            return false;
        }
    }
}
