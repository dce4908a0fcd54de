package io.aiops.gitea.embedded;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;

/** Makes the tree of a change in memory, step by step; nothing of it is seen before a ref points to it. */
final class TreeEdit {

    private final DirCache cache = DirCache.newInCore();
    private final ObjectInserter inserter;

    TreeEdit(ObjectReader reader, ObjectInserter inserter, Optional<RevCommit> start) throws IOException {
        this.inserter = inserter;
        if (start.isPresent()) {
            DirCacheBuilder builder = cache.builder();
            builder.addTree(
                    new byte[0], DirCacheEntry.STAGE_0, reader, start.get().getTree());
            builder.finish();
        }
    }

    void apply(FileChange change) throws IOException {
        switch (change.kind()) {
            case CREATE -> create(change);
            case UPLOAD -> upload(change);
            case UPDATE -> update(change);
            case RENAME -> rename(change);
            case DELETE -> delete(change);
        }
    }

    ObjectId write() throws IOException {
        return cache.writeTree(inserter);
    }

    private void create(FileChange change) throws IOException {
        if (cache.getEntry(change.path()) != null) {
            throw Refusal.invalid("repository file already exists [path: " + change.path() + "]");
        }
        put(change.path(), FileMode.REGULAR_FILE, blob(change));
    }

    private void upload(FileChange change) throws IOException {
        DirCacheEntry before = cache.getEntry(change.path());
        put(change.path(), before == null ? FileMode.REGULAR_FILE : before.getFileMode(), blob(change));
    }

    private void update(FileChange change) throws IOException {
        if (change.sha().isEmpty()) {
            throw Refusal.invalid("a SHA or commit ID must be proved when updating a file");
        }
        move(change, change.from().orElse(change.path()), blob(change));
    }

    private void rename(FileChange change) throws IOException {
        String from = change.from().orElseThrow();
        ObjectId content =
                change.content().isPresent() ? blob(change) : present(from).getObjectId();
        move(change, from, content);
    }

    private void move(FileChange change, String from, ObjectId content) {
        DirCacheEntry before = present(from);
        requireSha(change, before);
        FileMode mode = before.getFileMode();
        if (!from.equals(change.path())) {
            if (cache.getEntry(change.path()) != null) {
                throw Refusal.invalid("repository file already exists [path: " + change.path() + "]");
            }
            remove(from);
        }
        put(change.path(), mode, content);
    }

    private void delete(FileChange change) {
        requireSha(change, present(change.path()));
        remove(change.path());
    }

    private DirCacheEntry present(String path) {
        DirCacheEntry entry = cache.getEntry(path);
        if (entry == null) {
            throw Refusal.notFound("repository file does not exist [path: " + path + "]");
        }
        return entry;
    }

    private static void requireSha(FileChange change, DirCacheEntry before) {
        change.sha().filter(sha -> !sha.equals(before.getObjectId().name())).ifPresent(sha -> {
            throw Refusal.invalid("sha does not match [given: " + sha + ", expected: "
                    + before.getObjectId().name() + "]");
        });
    }

    private ObjectId blob(FileChange change) throws IOException {
        return inserter.insert(
                Constants.OBJ_BLOB, change.content().orElseThrow().bytes());
    }

    private void put(String path, FileMode mode, ObjectId id) {
        if (cache.getEntriesWithin(path).length > 0) {
            throw Refusal.invalid("path is a folder [path: " + path + "]");
        }
        for (String parent = TreePath.parentOf(path); !parent.isEmpty(); parent = TreePath.parentOf(parent)) {
            if (cache.getEntry(parent) != null) {
                throw Refusal.invalid("a file is where a folder should be [path: " + parent + "]");
            }
        }
        DirCacheEditor editor = cache.editor();
        editor.add(new DirCacheEditor.PathEdit(path) {
            @Override
            public void apply(DirCacheEntry entry) {
                entry.setFileMode(mode);
                entry.setObjectId(id);
            }
        });
        editor.finish();
    }

    private void remove(String path) {
        DirCacheEditor editor = cache.editor();
        editor.add(new DirCacheEditor.DeletePath(path));
        editor.finish();
    }
}
