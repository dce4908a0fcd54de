package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.CommitTimeRevFilter;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** The history and single commits. */
final class CommitEndpoints {

    private final Desk desk;

    CommitEndpoints(Desk desk) {
        this.desk = desk;
    }

    void addTo(Routes routes) {
        routes.add("GET", "repository", "/repos/{owner}/{repo}/commits", this::list)
                .add("GET", "repository", "/repos/{owner}/{repo}/git/commits/{sha}", this::get);
    }

    private void get(Call call) throws IOException {
        StoredRepository repository = desk.readable(call);
        RevCommit commit = Revisions.require(repository, Optional.of(call.part("sha")));
        CommitView view = new CommitView(repository.record(), call.links());
        call.answer(200, view.full(repository.git(), commit, parts(call)));
    }

    private void list(Call call) throws IOException {
        StoredRepository repository = desk.readable(call);
        if (repository.isEmpty()) {
            throw Refusal.conflict("Git Repository is empty.");
        }
        RevCommit start = Revisions.require(repository, call.query("sha"));
        Page page = call.page();
        ArrayNode commits = Views.array();
        CommitView view = new CommitView(repository.record(), call.links());
        long total = 0;
        try (RevWalk walk = new RevWalk(repository.git())) {
            walk.markStart(walk.parseCommit(start));
            restrict(walk, repository, call);
            for (RevCommit commit : walk) {
                if (total >= page.first() && total < page.first() + page.size()) {
                    commits.add(view.full(repository.git(), commit, parts(call)));
                }
                total++;
            }
        }
        call.announcePage(page, total);
        long pages = (total + page.size() - 1) / page.size();
        call.header("X-Page", Integer.toString(page.number()));
        call.header("X-PerPage", Integer.toString(page.size()));
        call.header("X-Total", Long.toString(total));
        call.header("X-PageCount", Long.toString(pages));
        call.header("X-HasMore", Boolean.toString(page.number() < pages));
        call.answer(200, commits);
    }

    private static void restrict(RevWalk walk, StoredRepository repository, Call call) throws IOException {
        Optional<String> path = call.query("path");
        if (path.isPresent()) {
            String clean = TreePath.clean(path.get());
            if (!clean.isEmpty()) {
                walk.setTreeFilter(AndTreeFilter.create(PathFilter.create(clean), TreeFilter.ANY_DIFF));
            }
        }
        Optional<Instant> since = time(call, "since");
        Optional<Instant> until = time(call, "until");
        if (since.isPresent() || until.isPresent()) {
            walk.setRevFilter(CommitTimeRevFilter.between(
                    since.orElse(Instant.EPOCH), until.orElse(Instant.ofEpochSecond(Integer.MAX_VALUE))));
        }
        Optional<String> not = call.query("not");
        if (not.isPresent()) {
            walk.markUninteresting(walk.parseCommit(Revisions.require(repository, not)));
        }
    }

    private static Optional<Instant> time(Call call, String name) {
        try {
            return call.query(name).map(text -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("[" + name + "]: must be a time such as 2026-01-31T12:00:00Z");
        }
    }

    private static CommitView.Parts parts(Call call) {
        return new CommitView.Parts(call.on("stat"), call.on("verification"), call.on("files"));
    }
}
