package io.aiops.gitea.upload;

import java.io.IOException;

/** A file has not the size that it had when it was looked at. */
final class SourceChanged extends IOException {

    SourceChanged(String path) {
        super(path + " changed while it was read");
    }
}
