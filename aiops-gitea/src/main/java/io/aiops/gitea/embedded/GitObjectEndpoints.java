package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Trees, files and refs as git has them. */
final class GitObjectEndpoints {

    private final Desk desk;
    private final GitLimits limits;

    GitObjectEndpoints(Desk desk, GitLimits limits) {
        this.desk = desk;
        this.limits = limits;
    }

    void addTo(Routes routes) {
        routes.add("GET", "repository", "/repos/{owner}/{repo}/git/trees/{sha*}", this::tree)
                .add("GET", "repository", "/repos/{owner}/{repo}/git/blobs/{sha}", this::blob)
                .add("GET", "repository", "/repos/{owner}/{repo}/git/refs", call -> refs(call, Constants.R_REFS))
                .add(
                        "GET",
                        "repository",
                        "/repos/{owner}/{repo}/git/refs/{ref*}",
                        call -> refs(call, Constants.R_REFS + call.part("ref")));
    }

    private void tree(Call call) throws IOException {
        StoredRepository repository = desk.readable(call);
        String named = call.part("sha");
        boolean recursive = call.asked("recursive");
        int number = Math.max(1, call.number("page", 1));
        int asked = call.number("per_page", ServerEndpoints.TREES_PER_PAGE);
        int size = asked <= 0 ? ServerEndpoints.TREES_PER_PAGE : Math.min(asked, ServerEndpoints.TREES_PER_PAGE);
        long first = (number - 1L) * size;
        String base = call.links().repository(repository.record()) + "/git/";
        ArrayNode entries = Views.array();
        int total = 0;
        ObjectId root = treeOf(repository, named);
        try (TreeWalk walk = new TreeWalk(repository.git())) {
            walk.addTree(root);
            while (walk.next()) {
                if (total >= first && total < first + size) {
                    entries.add(entry(walk, base));
                }
                total++;
                if (recursive && walk.isSubtree()) {
                    walk.enterSubtree();
                }
            }
        }
        ObjectNode answer = Views.object().put("sha", root.name()).put("url", base + "trees/" + root.name());
        answer.set("tree", entries);
        call.header("X-Total-Count", Integer.toString(total));
        call.answer(
                200,
                answer.put("truncated", total > first + size)
                        .put("page", number)
                        .put("total_count", total));
    }

    private static ObjectId treeOf(StoredRepository repository, String named) throws IOException {
        Optional<RevCommit> commit = Revisions.find(repository, Optional.of(named));
        if (commit.isPresent()) {
            return commit.get().getTree();
        }
        Optional<ObjectId> id = Revisions.id(repository.git(), named);
        try (RevWalk walk = new RevWalk(repository.git())) {
            RevTree tree = walk.parseTree(id.orElseThrow(() -> Refusal.notFound("sha not found: " + named)));
            return tree;
        } catch (IncorrectObjectTypeException e) {
            throw Refusal.badRequest("sha is no tree: " + named);
        }
    }

    private static ObjectNode entry(TreeWalk walk, String base) throws IOException {
        FileMode mode = walk.getFileMode(0);
        ObjectId id = walk.getObjectId(0);
        boolean file = mode.getObjectType() == Constants.OBJ_BLOB;
        long size = file ? walk.getObjectReader().getObjectSize(id, Constants.OBJ_BLOB) : 0;
        String url = mode == FileMode.TREE ? base + "trees/" : base + "blobs/";
        return Views.object()
                .put("path", walk.getPathString())
                .put("mode", String.format("%06o", mode.getBits()))
                .put("type", Constants.typeString(mode.getObjectType()))
                .put("size", size)
                .put("sha", id.name())
                .put("url", mode == FileMode.GITLINK ? "" : url + id.name());
    }

    private void blob(Call call) throws IOException {
        StoredRepository repository = desk.readable(call);
        String sha = call.part("sha");
        ObjectId id = Revisions.id(repository.git(), sha).orElseThrow(() -> Refusal.notFound("blob not found: " + sha));
        try (ObjectReader reader = repository.git().newObjectReader()) {
            ObjectLoader loader = reader.open(id, Constants.OBJ_BLOB);
            ObjectNode view = Views.object();
            if (loader.getSize() > limits.blobBytes()) {
                view.putNull("content").putNull("encoding");
            } else {
                view.put("content", Base64.getEncoder().encodeToString(loader.getBytes((int) limits.blobBytes())))
                        .put("encoding", "base64");
            }
            call.answer(
                    200,
                    view.put("url", call.links().repository(repository.record()) + "/git/blobs/" + id.name())
                            .put("sha", id.name())
                            .put("size", loader.getSize()));
        } catch (IncorrectObjectTypeException e) {
            throw Refusal.badRequest("sha is no file: " + sha);
        }
    }

    private void refs(Call call, String prefix) throws IOException {
        StoredRepository repository = desk.readable(call);
        ArrayNode refs = Views.array();
        try (RevWalk walk = new RevWalk(repository.git())) {
            for (Ref ref : repository.refs(Constants.R_REFS)) {
                if (ref.getName().startsWith(prefix)) {
                    refs.add(view(repository, walk, ref, call));
                }
            }
        }
        if (refs.isEmpty()) {
            throw Refusal.notFound();
        }
        call.answer(200, refs);
    }

    private static ObjectNode view(StoredRepository repository, RevWalk walk, Ref ref, Call call) throws IOException {
        String base = call.links().repository(repository.record()) + "/git/";
        String type = Constants.typeString(walk.parseAny(ref.getObjectId()).getType());
        ObjectNode view = Views.object().put("ref", ref.getName()).put("url", base + PathText.encode(ref.getName()));
        view.set(
                "object",
                Views.object()
                        .put("type", type)
                        .put("sha", ref.getObjectId().name())
                        .put("url", base + type + "s/" + ref.getObjectId().name()));
        return view;
    }
}
