package io.aiops.gitea.git;

import io.aiops.project.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectReader;

/** Writes one tree into a folder that was not there before; all of it, or nothing. */
final class TreeExport {

    /** What was written. */
    record Written(int files, long bytes, int joined, int submodules) {}

    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> PLAIN = PosixFilePermissions.fromString("rw-r--r--");
    private static final int STREAMED_FROM = 1 << 20;

    private final ObjectReader reader;
    private final GitOperation operation;
    private final byte[] buffer = new byte[64 * 1024];
    private long bytes;

    TreeExport(ObjectReader reader, GitOperation operation) {
        this.reader = reader;
        this.operation = operation;
        reader.setStreamFileThreshold(STREAMED_FROM);
    }

    /** Refuses a folder that holds something. */
    static void requireFresh(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                if (!entries.iterator().hasNext()) {
                    return;
                }
            } catch (IOException disk) {
                throw JGitErrors.storage(disk);
            }
        }
        throw new GitException(GitFault.STORAGE, folder + " is there already and not empty; give a fresh folder");
    }

    Written write(AnyObjectId tree, Path folder) throws IOException {
        TreeListing listing = TreeListing.read(reader, tree, operation.cancellation());
        Path target = folder.toAbsolutePath().normalize();
        Path parent = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        Files.createDirectories(target.resolveSibling(".").normalize());
        try {
            Files.createDirectory(parent);
            Files.setPosixFilePermissions(parent, FOLDER);
            operation.phase(GitProgress.Phase.WRITE, listing.files().size());
            fill(listing, parent);
            int joined = new PartJoiner(operation.cancellation()).join(parent);
            operation.cancellation().check();
            Files.deleteIfExists(target);
            Files.move(parent, target, StandardCopyOption.ATOMIC_MOVE);
            return new Written(listing.files().size() + listing.links().size(), bytes, joined, listing.submodules());
        } finally {
            FileTree.delete(parent);
        }
    }

    private void fill(TreeListing listing, Path root) throws IOException {
        for (String name : listing.folders()) {
            Path made = Files.createDirectory(root.resolve(name));
            Files.setPosixFilePermissions(made, FOLDER);
        }
        int done = 0;
        for (TreeListing.Entry file : listing.files()) {
            file(file, root.resolve(file.path()));
            operation.done(++done);
        }
        for (Map.Entry<String, String> link : listing.links().entrySet()) {
            Files.createSymbolicLink(root.resolve(link.getKey()), Path.of(link.getValue()));
        }
    }

    private void file(TreeListing.Entry file, Path path) throws IOException {
        try (InputStream in = reader.open(file.id(), Constants.OBJ_BLOB).openStream();
                OutputStream out =
                        Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                operation.cancellation().check();
                out.write(buffer, 0, read);
                bytes += read;
            }
        }
        Files.setPosixFilePermissions(path, file.executable() ? FOLDER : PLAIN);
    }
}
