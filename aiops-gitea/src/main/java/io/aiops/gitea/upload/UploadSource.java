package io.aiops.gitea.upload;

import io.aiops.project.ArchiveLimits;
import java.nio.file.Path;
import java.util.List;

/** What is to be uploaded. */
public sealed interface UploadSource {

    /**
     * All of a folder, less what its rules leave out.
     *
     * @param folder of this host; is read, never written
     */
    record Folder(Path folder) implements UploadSource {}

    /**
     * All of a zip, tar or tar.gz; a single folder that holds all is stripped.
     *
     * @param archive is read, never written
     * @param limits of what it may unpack to
     */
    record Archive(Path archive, ArchiveLimits limits) implements UploadSource {}

    /**
     * Single files.
     *
     * @param files with the paths that they get
     */
    record FileList(List<NamedFile> files) implements UploadSource {

        /** Copies. */
        public FileList {
            files = List.copyOf(files);
        }
    }

    /**
     * A file and the path that it gets.
     *
     * @param path in the repository, with slashes
     * @param file of this host
     */
    record NamedFile(String path, Path file) {}

    /** All of a folder. */
    static UploadSource folder(Path folder) {
        return new Folder(folder);
    }

    /** All of an archive, within the default limits. */
    static UploadSource archive(Path archive) {
        return new Archive(archive, ArchiveLimits.DEFAULT);
    }

    /** Single files. */
    static UploadSource files(List<NamedFile> files) {
        return new FileList(files);
    }
}
