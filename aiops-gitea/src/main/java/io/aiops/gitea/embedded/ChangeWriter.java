package io.aiops.gitea.embedded;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** Turns an order into one commit. All of it is done or, whatever goes wrong, nothing. */
final class ChangeWriter {

    private final RefMover mover;

    ChangeWriter(RefMover mover) {
        this.mover = mover;
    }

    RevCommit write(StoredRepository repository, GitAccount account, Links links, ChangeOrder order)
            throws IOException {
        return repository.locked(() -> {
            String from = order.branch().orElse(repository.record().defaultBranch());
            String to = order.newBranch().orElse(from);
            RefMover.requireName(Constants.R_HEADS + to);
            Optional<RevCommit> start = start(repository, from);
            ObjectId before = RefMover.current(repository, Constants.R_HEADS + to);
            if (!to.equals(from) && !before.equals(ObjectId.zeroId()) && !order.force()) {
                throw Refusal.invalid("branch already exists [name: " + to + "]");
            }
            ObjectId commit = insert(repository, order, start);
            mover.move(repository, account, links, List.of(new RefChange(Constants.R_HEADS + to, before, commit)));
            try (RevWalk walk = new RevWalk(repository.git())) {
                return walk.parseCommit(commit);
            }
        });
    }

    private static Optional<RevCommit> start(StoredRepository repository, String branch) throws IOException {
        ObjectId tip = RefMover.current(repository, Constants.R_HEADS + branch);
        if (!tip.equals(ObjectId.zeroId())) {
            try (RevWalk walk = new RevWalk(repository.git())) {
                return Optional.of(walk.parseCommit(tip));
            }
        }
        if (repository.isEmpty()) {
            return Optional.empty();
        }
        throw Refusal.notFound("branch does not exist [name: " + branch + "]");
    }

    private static ObjectId insert(StoredRepository repository, ChangeOrder order, Optional<RevCommit> start)
            throws IOException {
        try (ObjectInserter inserter = repository.git().newObjectInserter();
                ObjectReader reader = repository.git().newObjectReader()) {
            TreeEdit tree = new TreeEdit(reader, inserter, start);
            for (FileChange change : order.changes()) {
                tree.apply(change);
            }
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree.write());
            start.ifPresent(commit::setParentId);
            commit.setAuthor(order.author());
            commit.setCommitter(order.committer());
            commit.setMessage(order.message());
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id;
        }
    }
}
