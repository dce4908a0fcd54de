package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.util.io.DisabledOutputStream;

/** Commits as the API shows them: in full, short in a branch, and in the answer to a change. */
final class CommitView {

    /** Which parts that cost something are wanted. */
    record Parts(boolean stat, boolean verification, boolean files) {}

    private static final int LARGEST_COMPARED_FILE = 1 << 20;

    private final RepositoryRecord repository;
    private final Links links;

    CommitView(RepositoryRecord repository, Links links) {
        this.repository = repository;
        this.links = links;
    }

    /** A commit in full; its parents must have been parsed. */
    ObjectNode full(Repository git, RevCommit commit, Parts parts) throws IOException {
        ObjectNode view = meta(commit);
        view.put("html_url", html(commit.name()));
        ObjectNode inner = Views.object().put("url", url(commit.name()));
        inner.set("author", person(commit.getAuthorIdent()));
        inner.set("committer", person(commit.getCommitterIdent()));
        inner.put("message", commit.getFullMessage());
        inner.set("tree", tree(commit));
        if (parts.verification()) {
            inner.set("verification", unsigned());
        } else {
            inner.putNull("verification");
        }
        view.set("commit", inner);
        view.putNull("author").putNull("committer");
        view.set("parents", parents(commit));
        compare(git, commit, parts, view);
        return view;
    }

    /** A commit as the tip of a branch and in a push. */
    ObjectNode brief(RevCommit commit) {
        ObjectNode view = Views.object()
                .put("id", commit.name())
                .put("message", commit.getFullMessage())
                .put("url", html(commit.name()));
        view.set("author", payloadUser(commit.getAuthorIdent()));
        view.set("committer", payloadUser(commit.getCommitterIdent()));
        view.set("verification", unsigned());
        view.put("timestamp", time(commit.getCommitterIdent()));
        view.putNull("added").putNull("removed").putNull("modified");
        return view;
    }

    /** A commit that a change of files has made. */
    ObjectNode made(RevCommit commit) {
        ObjectNode view = meta(commit);
        view.put("html_url", html(commit.name()));
        view.set("author", person(commit.getAuthorIdent()));
        view.set("committer", person(commit.getCommitterIdent()));
        view.set("parents", parents(commit));
        view.put("message", commit.getFullMessage());
        view.set("tree", tree(commit));
        return view;
    }

    /** What a tag shows of its commit. */
    ObjectNode meta(RevCommit commit) {
        return Views.object()
                .put("url", url(commit.name()))
                .put("sha", commit.name())
                .put("created", time(commit.getCommitterIdent()));
    }

    static ObjectNode unsigned() {
        ObjectNode verification = Views.object()
                .put("verified", false)
                .put("reason", "gpg.error.not_signed_commit")
                .put("signature", "");
        verification.putNull("signer");
        return verification.put("payload", "");
    }

    static String time(PersonIdent person) {
        ZoneId zone = person.getZoneId();
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                person.getWhenAsInstant().atZone(zone).toOffsetDateTime());
    }

    String html(String sha) {
        return links.html(repository.fullName() + "/commit/" + sha);
    }

    private void compare(Repository git, RevCommit commit, Parts parts, ObjectNode view) throws IOException {
        view.putNull("files").putNull("stats");
        if (!parts.stat() && !parts.files()) {
            return;
        }
        ArrayNode files = Views.array();
        int added = 0;
        int removed = 0;
        try (DiffFormatter formatter = new DiffFormatter(DisabledOutputStream.INSTANCE);
                RevWalk walk = new RevWalk(git)) {
            formatter.setRepository(git);
            formatter.setBinaryFileThreshold(LARGEST_COMPARED_FILE);
            RevCommit parent = commit.getParentCount() == 0 ? null : walk.parseCommit(commit.getParent(0));
            for (DiffEntry entry : formatter.scan(parent == null ? null : parent.getTree(), commit.getTree())) {
                files.add(Views.object().put("filename", pathOf(entry)).put("status", statusOf(entry)));
                if (parts.stat()) {
                    for (Edit edit : formatter.toFileHeader(entry).toEditList()) {
                        added += edit.getLengthB();
                        removed += edit.getLengthA();
                    }
                }
            }
        }
        if (parts.files()) {
            view.set("files", files);
        }
        if (parts.stat()) {
            view.set(
                    "stats",
                    Views.object()
                            .put("total", added + removed)
                            .put("additions", added)
                            .put("deletions", removed));
        }
    }

    static String pathOf(DiffEntry entry) {
        return entry.getChangeType() == DiffEntry.ChangeType.DELETE ? entry.getOldPath() : entry.getNewPath();
    }

    static String statusOf(DiffEntry entry) {
        return switch (entry.getChangeType()) {
            case ADD, COPY -> "added";
            case DELETE -> "removed";
            case MODIFY, RENAME -> "modified";
        };
    }

    private ObjectNode tree(RevCommit commit) {
        return Views.object()
                .put(
                        "url",
                        links.repository(repository) + "/git/trees/"
                                + commit.getTree().name())
                .put("sha", commit.getTree().name())
                .put("created", time(commit.getCommitterIdent()));
    }

    private ArrayNode parents(RevCommit commit) {
        ArrayNode parents = Views.array();
        for (RevCommit parent : commit.getParents()) {
            parents.add(Views.object()
                    .put("url", url(parent.name()))
                    .put("sha", parent.name())
                    .put("created", "0001-01-01T00:00:00Z"));
        }
        return parents;
    }

    private static ObjectNode person(PersonIdent person) {
        return Views.object()
                .put("name", person.getName())
                .put("email", person.getEmailAddress())
                .put("date", time(person));
    }

    private static ObjectNode payloadUser(PersonIdent person) {
        return Views.object()
                .put("name", person.getName())
                .put("email", person.getEmailAddress())
                .put("username", "");
    }

    private String url(String sha) {
        return links.repository(repository) + "/git/commits/" + sha;
    }
}
