package io.aiops.gitea.git;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.pack.PackConfig;

/** What a commit has and another has not, as a pack in a file that lives until it is closed. */
final class TemporaryPack implements PackSource, AutoCloseable {

    private final Path file;
    private final long length;

    private TemporaryPack(Path file, long length) {
        this.file = file;
        this.length = length;
    }

    static TemporaryPack between(
            Repository repository, ObjectId commit, String known, Path scratch, GitOperation operation)
            throws IOException {
        Files.createDirectories(scratch);
        Path file = Files.createTempFile(scratch, "push-", ".pack");
        boolean written = false;
        try (ObjectReader reader = repository.newObjectReader();
                PackWriter writer = new PackWriter(settings(repository), reader);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 64 * 1024)) {
            JGitMonitor monitor = new JGitMonitor(operation);
            writer.setThin(false);
            writer.setDeltaBaseAsOffset(false);
            writer.preparePack(
                    monitor,
                    Set.of(commit),
                    known.equals(RefUpdate.NONE) ? Set.of() : Set.of(ObjectId.fromString(known)));
            writer.writePack(monitor, monitor, out);
            written = true;
        } finally {
            if (!written) {
                Files.deleteIfExists(file);
            }
        }
        return new TemporaryPack(file, Files.size(file));
    }

    private static PackConfig settings(Repository repository) {
        PackConfig config = new PackConfig(repository);
        config.setDeltaCompress(false);
        config.setThreads(1);
        return config;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(file);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
