package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.revwalk.RevCommit;

/** What others say of a commit, for instance that it was deployed. */
final class StatusEndpoints {

    private final Desk desk;
    private final Owners owners;
    private final RepositoryView repositories;
    private final Clock clock;

    StatusEndpoints(Desk desk, Owners owners, RepositoryView repositories, Clock clock) {
        this.desk = desk;
        this.owners = owners;
        this.repositories = repositories;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        String base = "/repos/{owner}/{repo}";
        routes.add("POST", "repository", base + "/statuses/{sha}", this::create)
                .add("GET", "repository", base + "/statuses/{sha}", call -> list(call, call.part("sha")))
                .add("GET", "repository", base + "/commits/{ref*}/statuses", call -> list(call, call.part("ref")))
                .add("GET", "repository", base + "/commits/{ref*}/status", this::combined);
    }

    private void create(Call call) throws IOException {
        StoredRepository repository = desk.writable(call);
        RevCommit commit = Revisions.require(repository, Optional.of(call.part("sha")));
        Fields body = call.body();
        String state = body.required("state");
        StatusNote note = repository
                .statuses()
                .add(new StatusNote(
                        0,
                        commit.name(),
                        CommitState.named(state)
                                .orElseThrow(() -> Refusal.badRequest("unknown state \"" + state + "\"")),
                        body.text("context").filter(text -> !text.isEmpty()).orElse("default"),
                        body.text("description", ""),
                        body.text("target_url", ""),
                        call.account().login(),
                        clock.instant()));
        call.answer(201, view(repository, note, call));
    }

    private void list(Call call, String ref) throws IOException {
        StoredRepository repository = desk.readable(call);
        RevCommit commit = Revisions.require(repository, Optional.of(ref));
        Optional<String> state = call.query("state");
        List<StatusNote> notes = repository.statuses().of(commit.name()).stream()
                .filter(note -> state.isEmpty() || note.state().text().equals(state.get()))
                .toList();
        call.answerPage(notes, note -> view(repository, note, call));
    }

    private void combined(Call call) throws IOException {
        StoredRepository repository = desk.readable(call);
        RevCommit commit = Revisions.require(repository, Optional.of(call.part("ref")));
        List<StatusNote> latest = repository.statuses().latestOf(commit.name());
        Page page = call.page();
        call.announcePage(page, latest.size());
        CommitState worst = latest.stream()
                .map(StatusNote::state)
                .min(Comparator.naturalOrder())
                .orElse(CommitState.PENDING);
        String base = call.links().repository(repository.record());
        ObjectNode answer = Views.object()
                .put("state", worst.text())
                .put("sha", commit.name())
                .put("total_count", latest.size());
        answer.set("statuses", Views.array(page.of(latest), note -> view(repository, note, call)));
        answer.set("repository", repositories.of(repository, call.account(), call.links()));
        call.answer(
                200,
                answer.put("commit_url", base + "/git/commits/" + commit.name())
                        .put("url", base + "/commits/" + commit.name() + "/status"));
    }

    private ObjectNode view(StoredRepository repository, StatusNote note, Call call) {
        ObjectNode view = Views.object()
                .put("id", note.id())
                .put("status", note.state().text())
                .put("target_url", note.targetUrl())
                .put("description", note.description())
                .put("url", call.links().repository(repository.record()) + "/statuses/" + note.sha())
                .put("context", note.context());
        view.set("creator", Views.owner(note.creator(), owners, call.links()));
        return view.put("created_at", Views.time(note.at())).put("updated_at", Views.time(note.at()));
    }
}
