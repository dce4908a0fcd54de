package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;

/** Files: read one by one or many at once, and changed, many in one commit. */
final class ContentsEndpoints {

    private static final int MOST_FILES = Page.LARGEST;
    private static final Set<String> INCLUDES =
            Set.of("file_content", "lfs_metadata", "commit_metadata", "commit_message");

    private final Desk desk;
    private final ChangeWriter writer;
    private final GitLimits limits;
    private final Clock clock;

    ContentsEndpoints(Desk desk, ChangeWriter writer, GitLimits limits, Clock clock) {
        this.desk = desk;
        this.writer = writer;
        this.limits = limits;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        String base = "/repos/{owner}/{repo}";
        routes.add("GET", "repository", base + "/contents", call -> read(call, ""))
                .add("GET", "repository", base + "/contents/{path*}", call -> read(call, call.part("path")))
                .add("GET", "repository", base + "/contents-ext", call -> readExtended(call, ""))
                .add("GET", "repository", base + "/contents-ext/{path*}", call -> readExtended(call, call.part("path")))
                .add("POST", "repository", base + "/file-contents", call -> readMany(call, call.body()))
                .add("GET", "repository", base + "/file-contents", call -> readMany(call, queryBody(call)))
                .add("POST", "repository", base + "/contents", this::changeFiles)
                .add("POST", "repository", base + "/contents/{path*}", this::create)
                .add("PUT", "repository", base + "/contents/{path*}", this::update)
                .add("DELETE", "repository", base + "/contents/{path*}", this::delete);
    }

    private void read(Call call, String path) throws IOException {
        ContentsView view = view(call);
        String clean = TreePath.clean(path);
        ContentsView.Parts parts = ContentsView.Parts.usual();
        if (view.isFolder(clean)) {
            call.answer(200, view.folder(clean, parts));
        } else {
            call.answer(200, view.entry(clean, parts).orElseThrow(() -> missing(clean)));
        }
    }

    private void readExtended(Call call, String path) throws IOException {
        Set<String> includes =
                call.query("includes").map(text -> Set.of(text.split(","))).orElse(Set.of());
        includes.stream()
                .filter(include -> !INCLUDES.contains(include))
                .findFirst()
                .ifPresent(include -> {
                    throw Refusal.badRequest("unknown include option \"" + include + "\"");
                });
        ContentsView view = view(call);
        String clean = TreePath.clean(path);
        ContentsView.Parts parts = new ContentsView.Parts(
                includes.contains("file_content"),
                includes.contains("commit_metadata"),
                includes.contains("commit_message"));
        ObjectNode answer = Views.object();
        if (view.isFolder(clean)) {
            answer.set("dir_contents", view.folder(clean, parts));
        } else {
            answer.set("file_contents", view.entry(clean, parts).orElseThrow(() -> missing(clean)));
        }
        call.answer(200, answer);
    }

    private void readMany(Call call, Fields body) throws IOException {
        List<String> files = body.texts("files").orElse(List.of());
        ContentsView view = view(call);
        ArrayNode answer = Views.array();
        for (String file : files.subList(0, Math.min(files.size(), MOST_FILES))) {
            String clean = TreePath.clean(file);
            JsonNode entry = view.isFolder(clean)
                    ? JsonNodeFactory.instance.nullNode()
                    : view.entry(clean, ContentsView.Parts.usual())
                            .<JsonNode>map(each -> each)
                            .orElseGet(JsonNodeFactory.instance::nullNode);
            answer.add(entry);
        }
        call.answer(200, answer);
    }

    private static Fields queryBody(Call call) throws IOException {
        String text = call.query("body").orElseThrow(() -> Refusal.invalid("[body]: Required"));
        if (JsonText.mapper().readTree(text) instanceof ObjectNode object) {
            return new Fields(object);
        }
        throw Refusal.invalid("[body]: must be a JSON object");
    }

    private void changeFiles(Call call) throws IOException {
        StoredRepository repository = desk.writable(call);
        Fields body = call.body();
        List<FileChange> changes = body.objects("files").stream()
                .map(each ->
                        FileChange.of(FileChange.Kind.named(each.required("operation")), each.required("path"), each))
                .toList();
        if (changes.isEmpty()) {
            throw Refusal.invalid("[files]: Required");
        }
        RevCommit commit = write(call, repository, changes, body);
        ContentsView view = after(call, repository, commit, body);
        ArrayNode files = Views.array();
        for (FileChange change : changes) {
            Optional<ObjectNode> entry = view.entry(change.path(), ContentsView.Parts.usual());
            files.add(entry.<JsonNode>map(each -> each).orElseGet(JsonNodeFactory.instance::nullNode));
        }
        ObjectNode answer = Views.object();
        answer.set("files", files);
        call.answer(201, madeBy(answer, call, repository, commit));
    }

    private void create(Call call) throws IOException {
        one(call, FileChange.Kind.CREATE, 201);
    }

    private void update(Call call) throws IOException {
        StoredRepository repository = desk.writable(call);
        Fields body = call.body();
        boolean creates = body.text("sha", "").isEmpty();
        one(call, repository, body, creates ? FileChange.Kind.CREATE : FileChange.Kind.UPDATE, creates ? 201 : 200);
    }

    private void delete(Call call) throws IOException {
        StoredRepository repository = desk.writable(call);
        Fields body = call.body();
        body.required("sha");
        one(call, repository, body, FileChange.Kind.DELETE, 200);
    }

    private void one(Call call, FileChange.Kind kind, int status) throws IOException {
        one(call, desk.writable(call), call.body(), kind, status);
    }

    private void one(Call call, StoredRepository repository, Fields body, FileChange.Kind kind, int status)
            throws IOException {
        if (kind != FileChange.Kind.DELETE && body.text("content").isEmpty()) {
            throw Refusal.invalid("[content]: Required");
        }
        FileChange change = FileChange.of(kind, call.part("path"), body);
        RevCommit commit = write(call, repository, List.of(change), body);
        ObjectNode answer = Views.object();
        Optional<ObjectNode> entry =
                after(call, repository, commit, body).entry(change.path(), ContentsView.Parts.usual());
        if (kind == FileChange.Kind.DELETE || entry.isEmpty()) {
            answer.putNull("content");
        } else {
            answer.set("content", entry.get());
        }
        call.answer(status, madeBy(answer, call, repository, commit));
    }

    private RevCommit write(Call call, StoredRepository repository, List<FileChange> changes, Fields body)
            throws IOException {
        ChangeOrder order = ChangeOrder.of(changes, body, call.account(), clock.instant());
        return writer.write(repository, call.account(), call.links(), order);
    }

    private static ObjectNode madeBy(ObjectNode answer, Call call, StoredRepository repository, RevCommit commit) {
        answer.set("commit", new CommitView(repository.record(), call.links()).made(commit));
        answer.set("verification", CommitView.unsigned());
        return answer;
    }

    private ContentsView after(Call call, StoredRepository repository, RevCommit commit, Fields body) {
        String branch = body.text("new_branch")
                .filter(text -> !text.isEmpty())
                .or(() -> body.text("branch").filter(text -> !text.isEmpty()))
                .orElse(repository.record().defaultBranch());
        return new ContentsView(repository, commit, branch, call.links(), limits.blobBytes());
    }

    private ContentsView view(Call call) throws IOException {
        StoredRepository repository = desk.readable(call);
        RevCommit commit = Revisions.require(repository, call.query("ref"));
        String ref = call.query("ref").orElse(repository.record().defaultBranch());
        return new ContentsView(repository, commit, Repository.shortenRefName(ref), call.links(), limits.blobBytes());
    }

    private static Refusal missing(String path) {
        return Refusal.notFound("object does not exist [id: , rel_path: " + path + "]");
    }
}
