package io.aiops.gitea.embedded;

import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;

/** Moves refs for the API, each only if it still is where the request saw it, and says so to whom it concerns. */
final class RefMover {

    private final Announcer announcer;

    RefMover(Announcer announcer) {
        this.announcer = announcer;
    }

    /** Makes the changes in order and announces them; 409 if a ref was moved meanwhile. */
    void move(StoredRepository repository, GitAccount account, Links links, List<RefChange> changes)
            throws IOException {
        repository.locked(() -> {
            if (repository.gone()) {
                throw Refusal.notFound();
            }
            for (RefChange change : changes) {
                apply(repository.git(), change);
            }
            announcer.announce(repository, account, links, changes);
            return true;
        });
    }

    /** Where a ref is now; the zero id if it is not there. */
    static ObjectId current(StoredRepository repository, String ref) throws IOException {
        Ref found = repository.git().exactRef(ref);
        return found == null ? ObjectId.zeroId() : found.getObjectId();
    }

    /** 422 unless a branch or tag can have the name. */
    static void requireName(String ref) {
        if (!Repository.isValidRefName(ref) || ref.endsWith("/" + Constants.HEAD)) {
            throw Refusal.invalid("[" + Repository.shortenRefName(ref) + "]: GitRefName");
        }
    }

    private static void apply(Repository git, RefChange change) throws IOException {
        Ref now = git.exactRef(change.ref());
        ObjectId current = now == null ? ObjectId.zeroId() : now.getObjectId();
        if (!current.equals(change.before())) {
            throw Refusal.conflict(change.shortName() + " was moved meanwhile; read it again");
        }
        if (change.created() && git.getRefDatabase().isNameConflicting(change.ref())) {
            throw Refusal.conflict("another branch or tag is in the way of " + change.shortName());
        }
        RefUpdate update = git.updateRef(change.ref(), true);
        update.setExpectedOldObjectId(change.before());
        update.setForceUpdate(true);
        update.disableRefLog();
        RefUpdate.Result result;
        if (change.deleted()) {
            result = update.delete();
        } else {
            update.setNewObjectId(change.after());
            result = update.update();
        }
        switch (result) {
            case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
            case LOCK_FAILURE -> throw Refusal.conflict(change.shortName() + " is being moved by somebody else");
            case IO_FAILURE,
                    NOT_ATTEMPTED,
                    REJECTED,
                    REJECTED_CURRENT_BRANCH,
                    REJECTED_MISSING_OBJECT,
                    REJECTED_OTHER_REASON,
                    RENAMED -> throw new IOException("moving " + change.ref() + " ended as " + result);
        }
    }
}
