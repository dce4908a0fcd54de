package io.aiops.gitea.upload;

import io.aiops.gitea.git.Cancellation;
import io.aiops.gitea.git.GitException;
import io.aiops.gitea.git.GitFault;
import io.aiops.project.FileTree;
import io.aiops.project.ProjectSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A source that was looked at: unpacked where it is an archive, walked, and scanned for secrets. Nothing has left this host.
 * Closing it removes what was unpacked. For one upload at a time.
 */
public final class Upload implements AutoCloseable {

    private final Path unpacked;
    private final List<SourceFile> files;
    private final Map<String, Integer> leftOut;
    private final List<RefusedName> refused;
    private final List<SecretFinding> findings;

    private Upload(Path unpacked, SourceScan scan, Map<String, Integer> byArchive, List<SecretFinding> findings) {
        this.unpacked = unpacked;
        this.files = scan.files();
        Map<String, Integer> out = new TreeMap<>(scan.leftOut());
        byArchive.forEach((rule, count) -> out.merge(rule, count, Integer::sum));
        this.leftOut = Map.copyOf(out);
        this.refused = List.copyOf(scan.refused());
        this.findings = List.copyOf(findings);
    }

    /**
     * Looks at a source.
     *
     * @param scratch folder for what an archive holds, until {@link #close}; created where it is missing
     * @throws GitException {@code STORAGE} if it cannot be read; {@code CANCELLED}
     * @throws io.aiops.error.AiOpsException {@code INVALID_ARCHIVE} if an archive is damaged, hostile or too large
     */
    public static Upload open(UploadSource source, Path scratch, Cancellation cancellation) {
        Path unpacked = scratch.resolve("unpacked-" + java.util.UUID.randomUUID());
        boolean opened = false;
        try {
            Map<String, Integer> byArchive = Map.of();
            SourceScan scan;
            if (source instanceof UploadSource.Archive archive) {
                Files.createDirectories(scratch);
                byArchive = new ProjectSources(archive.limits())
                        .extract(archive.archive(), unpacked, (bytes, offset, length) -> cancellation.check());
                scan = SourceScan.ofFolder(unpacked, cancellation);
            } else if (source instanceof UploadSource.FileList list) {
                scan = SourceScan.ofFiles(list.files(), cancellation);
            } else {
                scan = SourceScan.ofFolder(((UploadSource.Folder) source).folder(), cancellation);
            }
            Upload upload = new Upload(unpacked, scan, byArchive, new SecretScan().scan(scan.files(), cancellation));
            opened = true;
            return upload;
        } catch (IOException failure) {
            throw SourceScan.unreadable(shown(source), failure);
        } finally {
            if (!opened) {
                remove(unpacked);
            }
        }
    }

    private static Path shown(UploadSource source) {
        if (source instanceof UploadSource.Folder folder) {
            return folder.folder();
        }
        return source instanceof UploadSource.Archive archive ? archive.archive() : Path.of("the list of files");
    }

    List<SourceFile> files() {
        return files;
    }

    Map<String, Integer> leftOut() {
        return leftOut;
    }

    List<RefusedName> refused() {
        return refused;
    }

    List<SecretFinding> findings() {
        return findings;
    }

    long bytes() {
        return files.stream().mapToLong(SourceFile::size).sum();
    }

    @Override
    public void close() {
        remove(unpacked);
    }

    private static void remove(Path unpacked) {
        try {
            FileTree.delete(unpacked);
        } catch (IOException left) {
            throw new GitException(GitFault.STORAGE, unpacked + " cannot be removed: " + left.getMessage(), left);
        }
    }
}
