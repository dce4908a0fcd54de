package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.util.io.DisabledOutputStream;

/** What a webhook says of refs that moved: the newest commits in full, and how many there are. */
final class PushPayload {

    private static final int MOST_COMMITS = 15;
    private static final int MOST_COUNTED = 10_000;
    private static final int MOST_FILES = 1_000;

    private final StoredRepository repository;
    private final RepositoryView repositories;
    private final GitAccount sender;
    private final Links links;

    PushPayload(StoredRepository repository, RepositoryView repositories, GitAccount sender, Links links) {
        this.repository = repository;
        this.repositories = repositories;
        this.sender = sender;
        this.links = links;
    }

    /** A branch or tag got a commit. */
    ObjectNode push(RefChange change) throws IOException {
        ObjectNode payload = Views.object()
                .put("ref", change.ref())
                .put("before", change.before().name())
                .put("after", change.after().name())
                .put("compare_url", compareUrl(change));
        ArrayNode commits = Views.array();
        int total = 0;
        try (RevWalk walk = new RevWalk(repository.git())) {
            Optional<RevCommit> head = commit(walk, change.after());
            if (head.isPresent() && change.isBranch()) {
                walk.markStart(head.get());
                exclude(walk, change);
                RevCommit each = walk.next();
                while (each != null && total < MOST_COUNTED) {
                    if (total < MOST_COMMITS) {
                        commits.add(withFiles(each));
                    }
                    total++;
                    each = walk.next();
                }
            }
            payload.set("commits", commits);
            payload.put("total_commits", total);
            if (head.isPresent()) {
                payload.set("head_commit", commits.isEmpty() ? withFiles(head.get()) : commits.get(0));
            } else {
                payload.putNull("head_commit");
            }
        }
        payload.set("repository", repositories.of(repository, sender, links));
        payload.set("pusher", Views.user(sender, links));
        payload.set("sender", Views.user(sender, links));
        return payload;
    }

    /** A branch or tag is there that was not. */
    ObjectNode created(RefChange change) {
        ObjectNode payload = Views.object()
                .put("sha", change.after().name())
                .put("ref", change.shortName())
                .put("ref_type", change.isTag() ? "tag" : "branch");
        return signedBySender(payload);
    }

    /** A branch or tag is no more. */
    ObjectNode deleted(RefChange change) {
        ObjectNode payload = Views.object()
                .put("ref", change.shortName())
                .put("ref_type", change.isTag() ? "tag" : "branch")
                .put("pusher_type", "user");
        return signedBySender(payload);
    }

    private ObjectNode signedBySender(ObjectNode payload) {
        payload.set("repository", repositories.of(repository, sender, links));
        payload.set("sender", Views.user(sender, links));
        return payload;
    }

    private String compareUrl(RefChange change) {
        return links.html(repository.record().fullName() + "/compare/"
                + change.before().name() + "..." + change.after().name());
    }

    /** Leaves out what was there before; for a new branch, what the default branch has. */
    private void exclude(RevWalk walk, RefChange change) throws IOException {
        ObjectId known = change.before();
        if (change.created()) {
            String main = Constants.R_HEADS + repository.record().defaultBranch();
            Ref ref = main.equals(change.ref()) ? null : repository.git().exactRef(main);
            known = ref == null ? ObjectId.zeroId() : ref.getObjectId();
        }
        Optional<RevCommit> before = commit(walk, known);
        if (before.isPresent()) {
            walk.markUninteresting(before.get());
        }
    }

    private static Optional<RevCommit> commit(RevWalk walk, ObjectId id) throws IOException {
        if (id.equals(ObjectId.zeroId())) {
            return Optional.empty();
        }
        try {
            return Optional.of(walk.parseCommit(id));
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            return Optional.empty();
        }
    }

    private ObjectNode withFiles(RevCommit commit) throws IOException {
        ObjectNode view = new CommitView(repository.record(), links).brief(commit);
        ObjectNode lists = Views.object();
        for (String list : new String[] {"added", "removed", "modified"}) {
            lists.set(list, Views.array());
        }
        try (DiffFormatter formatter = new DiffFormatter(DisabledOutputStream.INSTANCE);
                RevWalk walk = new RevWalk(repository.git())) {
            formatter.setRepository(repository.git());
            RevCommit parent = commit.getParentCount() == 0 ? null : walk.parseCommit(commit.getParent(0));
            int count = 0;
            for (DiffEntry entry : formatter.scan(parent == null ? null : parent.getTree(), commit.getTree())) {
                if (count++ < MOST_FILES) {
                    lists.withArray(CommitView.statusOf(entry)).add(CommitView.pathOf(entry));
                }
            }
        }
        view.setAll(lists);
        return view;
    }
}
