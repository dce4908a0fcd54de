package io.aiops.project;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Brings code into the folder of a release. Leaves nothing outside that folder, whatever it is given. */
public final class ProjectSources {

    /** Folders that are made by tools and never copied. */
    private static final Set<String> LEFT_OUT =
            Set.of(".git", "venv", ".venv", "node_modules", "__pycache__", ".pytest_cache", ".mypy_cache");

    private static final long FREE_BYTES_FLOOR = 64L << 20;

    private final ArchiveLimits limits;

    /** With the default limits. */
    public ProjectSources() {
        this(ArchiveLimits.DEFAULT);
    }

    /** With limits of one's own. */
    public ProjectSources(ArchiveLimits limits) {
        this.limits = limits;
    }

    /**
     * Copies a folder as it is now, without what tools made in it.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} for a link that leads out of the folder, or for what is neither file
     *     nor folder; {@code STORAGE_FAILED}
     */
    public void copy(Path source, Path target, BuildOutput output) {
        AtomicLong bytes = new AtomicLong();
        AtomicLong files = new AtomicLong();
        try {
            Path real = source.toRealPath();
            requireSpace(target);
            if (target.toAbsolutePath().startsWith(real)) {
                throw new AiOpsException(
                        ErrorCode.INVALID_REQUEST, "the folder " + source + " holds the platform's own home");
            }
            Files.walkFileTree(real, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                        throws IOException {
                    if (!folder.equals(real)
                            && LEFT_OUT.contains(folder.getFileName().toString())) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    Files.createDirectories(target.resolve(real.relativize(folder)));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    copyOne(real, file, target.resolve(real.relativize(file)), attributes);
                    files.incrementAndGet();
                    bytes.addAndGet(attributes.size());
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failure) {
            throw FileTree.failed("copy", source, failure);
        }
        output.line("copied " + files + " files, " + bytes + " bytes");
    }

    /**
     * Unpacks a zip, tar or tar.gz, told apart by its content. One folder that holds everything is taken away.
     *
     * @throws AiOpsException {@code INVALID_ARCHIVE} saying which entry is wrong and how; {@code STORAGE_FAILED}
     */
    public void extract(Path archive, Path target, BuildOutput output) {
        try {
            requireSpace(target);
            output.line("unpacked " + new ArchiveExtractor(archive, target, limits).extract());
            liftOnlyFolder(target);
        } catch (AiOpsException refused) {
            FileTree.delete(target);
            throw refused;
        } catch (IOException failure) {
            FileTree.delete(target);
            boolean full = String.valueOf(failure.getMessage()).contains("No space left");
            throw full
                    ? FileTree.failed("unpack into", target, failure)
                    : new AiOpsException(
                            ErrorCode.INVALID_ARCHIVE, "the archive cannot be read: " + failure.getMessage(), failure);
        }
    }

    private static void copyOne(Path root, Path file, Path to, BasicFileAttributes attributes) throws IOException {
        if (attributes.isSymbolicLink()) {
            Path leads = file.toRealPath();
            if (!leads.startsWith(root) || !Files.isRegularFile(leads)) {
                throw new AiOpsException(
                        ErrorCode.INVALID_REQUEST,
                        "the link " + root.relativize(file) + " leads out of the project or to a folder; copy what it "
                                + "leads to into the project");
            }
            Files.copy(leads, to, StandardCopyOption.COPY_ATTRIBUTES);
        } else if (attributes.isRegularFile()) {
            Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
        } else {
            throw new AiOpsException(
                    ErrorCode.INVALID_REQUEST, root.relativize(file) + " is neither a file nor a folder");
        }
    }

    private static void requireSpace(Path target) throws IOException {
        long free = Files.getFileStore(target).getUsableSpace();
        if (free < FREE_BYTES_FLOOR) {
            throw new AiOpsException(
                    ErrorCode.STORAGE_FAILED,
                    "only " + free + " bytes are free for " + target + "; make room before deploying");
        }
    }

    private static void liftOnlyFolder(Path target) throws IOException {
        List<Path> top;
        try (Stream<Path> content = Files.list(target)) {
            top = content.toList();
        }
        if (top.size() != 1 || !Files.isDirectory(top.get(0), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        // Under a name that nothing in it can have, so that a folder named like its own content is lifted too.
        Path only = Files.move(top.get(0), target.resolve(".aiops-unpacked"));
        List<Path> inside;
        try (Stream<Path> content = Files.list(only)) {
            inside = content.toList();
        }
        for (Path one : inside) {
            Files.move(one, target.resolve(one.getFileName().toString()));
        }
        Files.delete(only);
    }
}
