package io.aiops.gitea.upload;

import io.aiops.gitea.git.Cancellation;
import io.aiops.gitea.git.GitWire;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** Uploads in a process of its own, which a test may kill. */
final class UploadingChild {

    private UploadingChild() {}

    public static void main(String[] arguments) {
        try (GitWire wire = new GitWire();
                Upload upload = Upload.open(
                        UploadSource.folder(Path.of(arguments[1])), Path.of(arguments[3]), new Cancellation())) {
            new UploadEngine(wire, Path.of(arguments[2]), KnownLimits.inMemory(), Optional.empty(), Clock.systemUTC())
                    .run(upload, UploadFixture.target(URI.create(arguments[0])).limitedTo(1 << 20), UploadWatch.none());
        }
    }
}
