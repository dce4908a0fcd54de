package io.aiops.gitea.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes refs of uploads that nobody went on with. How old one is, its file says. */
final class UploadRefs {

    private static final Logger LOG = LoggerFactory.getLogger(UploadRefs.class);
    static final String PREFIX = Constants.R_REFS + "aiops/";

    private final Clock clock;
    private final Duration age;

    UploadRefs(Clock clock, Duration age) {
        this.clock = clock;
        this.age = age;
    }

    /** Removes the stale ones of a repository; one that is moved meanwhile stays. */
    void prune(StoredRepository repository) throws IOException {
        Instant limit = clock.instant().minus(age);
        List<Ref> stale = new ArrayList<>();
        for (Ref ref : repository.refs(PREFIX)) {
            Path file = repository.folder().resolve(ref.getName());
            if (Files.exists(file)
                    && Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                stale.add(ref);
            }
        }
        for (Ref ref : stale) {
            repository.locked(() -> {
                RefUpdate update = repository.git().updateRef(ref.getName(), true);
                update.setExpectedOldObjectId(ref.getObjectId());
                update.setForceUpdate(true);
                RefUpdate.Result result = update.delete();
                LOG.info("{}: leftover {} removed: {}", repository.record().fullName(), ref.getName(), result);
                return result;
            });
        }
    }
}
