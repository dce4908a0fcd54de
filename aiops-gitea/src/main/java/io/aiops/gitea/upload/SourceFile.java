package io.aiops.gitea.upload;

import java.nio.file.Path;

/**
 * A file that is to be uploaded.
 *
 * @param path in the repository
 * @param file of this host
 * @param size when it was looked at; the file must keep it
 * @param mode as git writes it
 */
record SourceFile(String path, Path file, long size, int mode) {

    static final int PLAIN = 0100644;
    static final int PROGRAM = 0100755;
    static final int LINK = 0120000;

    boolean isLink() {
        return mode == LINK;
    }
}
