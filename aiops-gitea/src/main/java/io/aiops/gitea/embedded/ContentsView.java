package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Files and folders of one commit as the API shows them. */
final class ContentsView {

    /** What to put in beside the entry itself. */
    record Parts(boolean content, boolean commit, boolean message) {

        static Parts usual() {
            return new Parts(true, true, false);
        }
    }

    private record Entry(String path, FileMode mode, ObjectId id) {}

    private final StoredRepository repository;
    private final RevCommit commit;
    private final String ref;
    private final Links links;
    private final long largest;

    /**
     * @param ref the name under which the commit was asked for, for the links
     */
    ContentsView(StoredRepository repository, RevCommit commit, String ref, Links links, long largest) {
        this.repository = repository;
        this.commit = commit;
        this.ref = ref;
        this.links = links;
        this.largest = largest;
    }

    /** Whether a path is a folder; the root always is. */
    boolean isFolder(String path) throws IOException {
        return path.isEmpty()
                || find(path).filter(entry -> entry.mode() == FileMode.TREE).isPresent();
    }

    /** One entry, or empty if there is none. */
    Optional<ObjectNode> entry(String path, Parts parts) throws IOException {
        Optional<Entry> found = path.isEmpty() ? Optional.empty() : find(path);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Map<String, RevCommit> changes = parts.commit() || parts.message()
                ? new LastChanges(repository.git()).in(TreePath.parentOf(path), commit, Set.of(TreePath.nameOf(path)))
                : Map.of();
        return Optional.of(view(found.get(), parts, changes));
    }

    /** All entries of a folder, without their content; 404 if it is none. */
    ArrayNode folder(String path, Parts parts) throws IOException {
        if (!isFolder(path)) {
            throw Refusal.notFound();
        }
        List<Entry> entries = new ArrayList<>();
        try (TreeWalk walk = new TreeWalk(repository.git())) {
            ObjectId tree =
                    path.isEmpty() ? commit.getTree() : find(path).orElseThrow().id();
            walk.addTree(tree);
            while (walk.next()) {
                String full = path.isEmpty() ? walk.getPathString() : path + "/" + walk.getPathString();
                entries.add(new Entry(full, walk.getFileMode(0), walk.getObjectId(0)));
            }
        }
        Set<String> names = new LinkedHashSet<>();
        entries.forEach(entry -> names.add(TreePath.nameOf(entry.path())));
        Map<String, RevCommit> changes = parts.commit() || parts.message()
                ? new LastChanges(repository.git()).in(path, commit, names)
                : Map.of();
        ArrayNode views = Views.array();
        for (Entry entry : entries) {
            views.add(view(entry, new Parts(false, parts.commit(), parts.message()), changes));
        }
        return views;
    }

    private Optional<Entry> find(String path) throws IOException {
        if (TreePath.faultOf(path).isPresent()) {
            return Optional.empty();
        }
        try (TreeWalk walk = TreeWalk.forPath(repository.git(), path, commit.getTree())) {
            return walk == null
                    ? Optional.empty()
                    : Optional.of(new Entry(path, walk.getFileMode(0), walk.getObjectId(0)));
        }
    }

    private ObjectNode view(Entry entry, Parts parts, Map<String, RevCommit> changes) throws IOException {
        String name = TreePath.nameOf(entry.path());
        ObjectNode view = Views.object()
                .put("name", name)
                .put("path", entry.path())
                .put("sha", entry.id().name())
                .put("type", typeOf(entry.mode()));
        RevCommit change = changes.get(name);
        if (change != null) {
            view.put("last_commit_sha", change.name())
                    .put("last_committer_date", CommitView.time(change.getCommitterIdent()))
                    .put("last_author_date", CommitView.time(change.getAuthorIdent()));
            if (parts.message()) {
                view.put("last_commit_message", change.getFullMessage());
            }
        }
        fill(view, entry, parts);
        link(view, entry);
        return view;
    }

    private void fill(ObjectNode view, Entry entry, Parts parts) throws IOException {
        view.put("size", 0)
                .putNull("encoding")
                .putNull("content")
                .putNull("target")
                .putNull("submodule_git_url");
        if (entry.mode().getObjectType() != Constants.OBJ_BLOB) {
            return;
        }
        try (ObjectReader reader = repository.git().newObjectReader()) {
            long size = reader.getObjectSize(entry.id(), Constants.OBJ_BLOB);
            view.put("size", size);
            if (size > largest || (!parts.content() && entry.mode() != FileMode.SYMLINK)) {
                return;
            }
            ObjectLoader loader = reader.open(entry.id(), Constants.OBJ_BLOB);
            byte[] bytes = loader.getBytes((int) Math.min(Integer.MAX_VALUE, largest));
            if (entry.mode() == FileMode.SYMLINK) {
                view.put("target", new String(bytes, StandardCharsets.UTF_8));
            } else {
                view.put("encoding", "base64")
                        .put("content", Base64.getEncoder().encodeToString(bytes));
            }
        }
    }

    private void link(ObjectNode view, Entry entry) {
        String base = links.repository(repository.record());
        String query = "?ref=" + PathText.encode(ref).replace("/", "%2F");
        String self = base + "/contents/" + PathText.encode(entry.path()) + query;
        String git = entry.mode() == FileMode.GITLINK
                ? ""
                : base
                        + (entry.mode() == FileMode.TREE ? "/git/trees/" : "/git/blobs/")
                        + entry.id().name();
        String page = links.html(repository.record().fullName() + "/src/commit/" + commit.name() + "/" + entry.path());
        view.put("url", self).put("html_url", page).put("git_url", git);
        if (entry.mode().getObjectType() == Constants.OBJ_BLOB) {
            view.put("download_url", base + "/raw/" + PathText.encode(entry.path()) + query);
        } else {
            view.putNull("download_url");
        }
        view.set("_links", Views.object().put("self", self).put("git", git).put("html", page));
    }

    private static String typeOf(FileMode mode) {
        if (mode == FileMode.TREE) {
            return "dir";
        }
        if (mode == FileMode.SYMLINK) {
            return "symlink";
        }
        return mode == FileMode.GITLINK ? "submodule" : "file";
    }
}
