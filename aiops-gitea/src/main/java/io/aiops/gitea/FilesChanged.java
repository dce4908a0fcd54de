package io.aiops.gitea;

import java.util.List;

/**
 * The commit that changed files.
 *
 * @param commit its id
 * @param files the files as they are now, without content; empty where {@code found}
 * @param found whether the server's answer was lost and the commit was found on the branch
 */
public record FilesChanged(String commit, List<ContentEntry> files, boolean found) {

    /** Copies the files. */
    public FilesChanged {
        files = List.copyOf(files);
    }
}
