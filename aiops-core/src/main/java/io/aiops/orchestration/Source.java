package io.aiops.orchestration;

import java.util.Optional;

/**
 * Where the code of a release came from.
 *
 * @param kind a folder of the host, an uploaded archive, or a repository
 * @param location the folder, the archive's file name, or the repository's address without credentials
 * @param revision the commit, or the archive's SHA-256, where it is known
 */
public record Source(Kind kind, String location, Optional<String> revision) {

    /** The kinds of source. */
    public enum Kind {
        /** A folder of this host. */
        PATH,
        /** An uploaded archive. */
        ARCHIVE,
        /** A git repository. */
        GIT
    }
}
