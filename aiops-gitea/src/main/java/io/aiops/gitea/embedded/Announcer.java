package io.aiops.gitea.embedded;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what follows when refs have moved. Refs that are neither branch nor tag are silent. */
final class Announcer {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    private final EventThread events;
    private final Webhooks webhooks;
    private final UploadRefs uploads;
    private final Clock clock;

    Announcer(EventThread events, Webhooks webhooks, UploadRefs uploads, Clock clock) {
        this.events = events;
        this.webhooks = webhooks;
        this.uploads = uploads;
        this.clock = clock;
    }

    /**
     * Called while the repository is locked, right after the refs have moved. What fails here is logged and not thrown: the
     * refs have moved, and whoever moved them must hear that.
     */
    void announce(StoredRepository repository, GitAccount pusher, Links links, List<RefChange> changes) {
        try {
            tell(repository, pusher, links, changes);
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "refs of {} have moved, but not everybody heard of it",
                    repository.record().fullName(),
                    e);
        }
    }

    private void tell(StoredRepository repository, GitAccount pusher, Links links, List<RefChange> changes)
            throws IOException {
        repository.forgetSize();
        List<RefChange> loud = changes.stream()
                .filter(change -> change.isBranch() || change.isTag())
                .toList();
        if (loud.size() < changes.size()) {
            uploads.prune(repository);
        }
        if (loud.isEmpty()) {
            return;
        }
        chooseDefaultBranch(repository);
        repository.update(record -> record.touched(clock.instant()));
        for (RefChange change : loud) {
            webhooks.refMoved(repository, pusher, links, change);
            events.tell(new PushEvent(
                    repository.record().owner(),
                    repository.record().name(),
                    change.ref(),
                    change.before().name(),
                    change.after().name(),
                    pusher.login()));
        }
    }

    /** The first push to an empty repository decides: main, master, or what came first. */
    private static void chooseDefaultBranch(StoredRepository repository) throws IOException {
        String current = repository.record().defaultBranch();
        if (repository.git().exactRef(Constants.R_HEADS + current) != null) {
            return;
        }
        Optional<String> chosen = Optional.empty();
        for (Ref ref : repository.refs(Constants.R_HEADS)) {
            String name = ref.getName().substring(Constants.R_HEADS.length());
            if (chosen.isEmpty()
                    || name.equals("main")
                    || (name.equals("master") && !chosen.get().equals("main"))) {
                chosen = Optional.of(name);
            }
        }
        if (chosen.isPresent()) {
            String branch = chosen.get();
            repository.pointHeadTo(branch);
            repository.update(record -> record.withDefaultBranch(branch));
        }
    }
}
