package io.aiops.gitea.embedded;

import java.io.IOException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectLoader;

/** Writes files into an archive one after the other. Closing ends the archive. */
interface ArchiveWriter extends AutoCloseable {

    /** Adds a file or a symbolic link; its content is copied, not held. */
    void add(String path, FileMode mode, ObjectLoader content) throws IOException;

    @Override
    void close() throws IOException;
}
