package io.aiops.gitea.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of archives. */
enum ArchiveFormat {
    ZIP(".zip", "application/zip") {
        @Override
        ArchiveWriter open(OutputStream out, Instant time) {
            return new ZipArchiveWriter(out, time);
        }
    },
    TAR_GZ(".tar.gz", "application/gzip") {
        @Override
        ArchiveWriter open(OutputStream out, Instant time) throws IOException {
            return new TarArchiveWriter(out, time);
        }
    };

    private final String ending;
    private final String mediaType;

    ArchiveFormat(String ending, String mediaType) {
        this.ending = ending;
        this.mediaType = mediaType;
    }

    abstract ArchiveWriter open(OutputStream out, Instant time) throws IOException;

    static Optional<ArchiveFormat> of(String name) {
        return Arrays.stream(values())
                .filter(format -> name.endsWith(format.ending) && name.length() > format.ending.length())
                .findFirst();
    }

    String ending() {
        return ending;
    }

    String mediaType() {
        return mediaType;
    }
}
