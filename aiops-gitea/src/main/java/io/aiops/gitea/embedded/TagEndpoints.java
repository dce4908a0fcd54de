package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;

/** Tags, with a message or without. */
final class TagEndpoints {

    private final Desk desk;
    private final RefMover mover;
    private final Clock clock;

    TagEndpoints(Desk desk, RefMover mover, Clock clock) {
        this.desk = desk;
        this.mover = mover;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        routes.add("GET", "repository", "/repos/{owner}/{repo}/tags", this::list)
                .add("POST", "repository", "/repos/{owner}/{repo}/tags", this::create)
                .add("GET", "repository", "/repos/{owner}/{repo}/tags/{tag*}", this::get)
                .add("DELETE", "repository", "/repos/{owner}/{repo}/tags/{tag*}", this::delete);
    }

    private void list(Call call) throws IOException {
        StoredRepository repository = desk.readable(call);
        List<Ref> tags = new ArrayList<>();
        repository.refs(Constants.R_TAGS).forEach(tags::add);
        Collections.reverse(tags);
        call.answerPage(tags, ref -> view(repository, ref.getName(), ref.getObjectId(), call));
    }

    private void get(Call call) throws IOException {
        StoredRepository repository = desk.readable(call);
        String ref = Constants.R_TAGS + call.part("tag");
        call.answer(200, view(repository, ref, present(repository, ref), call));
    }

    private void create(Call call) throws IOException {
        StoredRepository repository = desk.writable(call);
        Fields body = call.body();
        String name = body.required("tag_name");
        String ref = Constants.R_TAGS + name;
        RefMover.requireName(ref);
        Optional<String> target = body.text("target").filter(text -> !text.isEmpty());
        RevCommit commit = Revisions.find(repository, target).orElseThrow(() -> Refusal.notFound("target not found"));
        if (repository.git().exactRef(ref) != null) {
            throw Refusal.conflict("tag already exists [name: " + name + "]");
        }
        String message = body.text("message", "");
        ObjectId id = message.isEmpty() ? commit : annotated(repository, call.account(), name, message, commit);
        mover.move(repository, call.account(), call.links(), List.of(new RefChange(ref, ObjectId.zeroId(), id)));
        call.answer(201, view(repository, ref, id, call));
    }

    private void delete(Call call) throws IOException {
        StoredRepository repository = desk.writable(call);
        String ref = Constants.R_TAGS + call.part("tag");
        ObjectId id = present(repository, ref);
        mover.move(repository, call.account(), call.links(), List.of(new RefChange(ref, id, ObjectId.zeroId())));
        call.answerNothing(204);
    }

    private ObjectId annotated(
            StoredRepository repository, GitAccount account, String name, String message, RevCommit commit)
            throws IOException {
        TagBuilder tag = new TagBuilder();
        tag.setTag(name);
        tag.setObjectId(commit);
        tag.setMessage(message.endsWith("\n") ? message : message + "\n");
        tag.setTagger(new PersonIdent(account.login(), account.email(), clock.instant(), ZoneOffset.UTC));
        try (ObjectInserter inserter = repository.git().newObjectInserter()) {
            ObjectId id = inserter.insert(tag);
            inserter.flush();
            return id;
        }
    }

    private static ObjectId present(StoredRepository repository, String ref) throws IOException {
        ObjectId id = RefMover.current(repository, ref);
        if (id.equals(ObjectId.zeroId())) {
            throw Refusal.notFound("tag does not exist [name: " + ref.substring(Constants.R_TAGS.length()) + "]");
        }
        return id;
    }

    private static ObjectNode view(StoredRepository repository, String ref, ObjectId id, Call call) {
        String name = ref.substring(Constants.R_TAGS.length());
        String archive = call.links().html(repository.record().fullName() + "/archive/" + name);
        ObjectNode view = Views.object().put("name", name);
        try (RevWalk walk = new RevWalk(repository.git())) {
            RevObject object = walk.parseAny(id);
            view.put("message", object instanceof RevTag tag ? tag.getFullMessage() : "");
            view.put("id", id.name());
            view.set("commit", commitOf(repository, walk, object, call));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return view.put("zipball_url", archive + ".zip").put("tarball_url", archive + ".tar.gz");
    }

    private static ObjectNode commitOf(StoredRepository repository, RevWalk walk, RevObject object, Call call)
            throws IOException {
        try {
            return new CommitView(repository.record(), call.links()).meta(walk.parseCommit(object));
        } catch (IncorrectObjectTypeException e) {
            // A tag of a tree or a file: it has no commit to show.
            return Views.object()
                    .put("url", "")
                    .put("sha", walk.peel(object).name())
                    .put("created", "0001-01-01T00:00:00Z");
        }
    }
}
