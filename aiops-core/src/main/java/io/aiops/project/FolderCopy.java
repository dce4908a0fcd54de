package io.aiops.project;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;

/** Copies one source folder once. */
final class FolderCopy extends SimpleFileVisitor<Path> {

    private final Path source;
    private final Path target;
    private final ArchiveLimits limits;
    private final BuildOutput out;
    private Path realSource;
    private int entries;
    private int files;
    private int leftOut;
    private long total;

    FolderCopy(Path source, Path target, ArchiveLimits limits, BuildOutput out) {
        this.source = source.toAbsolutePath().normalize();
        this.target = target;
        this.limits = limits;
        this.out = out;
        this.realSource = this.source;
    }

    void run() throws IOException {
        if (!Files.isDirectory(source)) {
            throw invalid(source + " is no folder of this host");
        }
        try {
            realSource = source.toRealPath();
        } catch (IOException unreadable) {
            throw invalid(source + " cannot be read: " + Storage.reason(unreadable));
        }
        if (target.toRealPath().startsWith(realSource)) {
            throw invalid(
                    "the platform's own folder lies in " + source + "; deploy a folder that holds only the project");
        }
        Files.walkFileTree(realSource, this);
        out.line("copied " + files + " files, " + Sizes.inWords(total)
                + (leftOut == 0 ? "" : "; left out " + leftOut + " entries that are no source"));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        if (folder.equals(realSource)) {
            return FileVisitResult.CONTINUE;
        }
        if (leavesOut(folder)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        count(folder, 0);
        Path copy = copyOf(folder);
        Files.createDirectory(copy);
        Files.setPosixFilePermissions(copy, Storage.OPEN_FOLDER);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (leavesOut(file) || LeftOut.isGenerated(file)) {
            leftOut += LeftOut.byName(file.getFileName().toString()) ? 0 : 1;
            return FileVisitResult.CONTINUE;
        }
        if (attributes.isSymbolicLink()) {
            copyLink(file);
        } else if (attributes.isRegularFile()) {
            copyFile(file, attributes.size());
        } else {
            throw invalid(shown(file) + " is a device, pipe or socket; remove it or deploy another folder");
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        throw invalid(shown(file) + " cannot be read: " + Storage.reason(failure));
    }

    private void copyFile(Path file, long size) throws IOException {
        count(file, size);
        if (!Files.isReadable(file)) {
            throw invalid(shown(file) + " cannot be read: permission denied");
        }
        Storage.requireFree(target, size);
        Path copy = copyOf(file);
        Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS);
        if (!Files.isSymbolicLink(copy)) {
            boolean executable = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
                    .contains(PosixFilePermission.OWNER_EXECUTE);
            Files.setPosixFilePermissions(copy, executable ? Storage.PROGRAM_FILE : Storage.PLAIN_FILE);
        }
        files++;
    }

    private void copyLink(Path link) throws IOException {
        Path to = Files.readSymbolicLink(link);
        if (!Files.exists(link)) {
            out.line("left out " + shown(link) + ": a link to nothing");
            leftOut++;
            return;
        }
        Path meant = Storage.folderOf(link).resolve(to).normalize();
        if (to.isAbsolute()
                || !meant.startsWith(realSource)
                || !link.toRealPath().startsWith(realSource)) {
            throw invalid(
                    shown(link) + " is a link that leads out of the folder; put a copy of what it means in its place");
        }
        count(link, 0);
        Files.createSymbolicLink(copyOf(link), to);
        files++;
    }

    private boolean leavesOut(Path path) {
        boolean out = LeftOut.byName(path.getFileName().toString());
        if (out) {
            leftOut++;
        }
        return out;
    }

    private void count(Path path, long size) {
        if (Thread.currentThread().isInterrupted()) {
            throw new AiOpsException(ErrorCode.CANCELLED, "copying was interrupted");
        }
        entries++;
        total += size;
        if (entries > limits.maxEntries()) {
            throw invalid(source + " holds more than " + limits.maxEntries() + " files and folders");
        }
        if (size > limits.maxFileBytes()) {
            throw invalid(shown(path) + " is larger than " + Sizes.inWords(limits.maxFileBytes()));
        }
        if (total > limits.maxTotalBytes()) {
            throw invalid(source + " holds more than " + Sizes.inWords(limits.maxTotalBytes()));
        }
        if (realSource.relativize(path).getNameCount() > limits.maxDepth()) {
            throw invalid(shown(path) + " lies more than " + limits.maxDepth() + " folders deep");
        }
    }

    private Path copyOf(Path path) {
        return target.resolve(realSource.relativize(path).toString());
    }

    private String shown(Path path) {
        return Words.printable(realSource.relativize(path).toString());
    }

    private static AiOpsException invalid(String why) {
        return new AiOpsException(ErrorCode.INVALID_REQUEST, "the project cannot be copied: " + why);
    }
}
