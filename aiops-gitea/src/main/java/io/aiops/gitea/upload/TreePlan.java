package io.aiops.gitea.upload;

import io.aiops.gitea.git.PartsManifest;
import io.aiops.gitea.git.TreeFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** The tree that the commit gets: files of the branch that stay, and those of the upload. */
final class TreePlan {

    private final TreeMap<String, TreeFile> base;
    private final TreeMap<String, TreeFile> added = new TreeMap<>();

    /** Begins with files that stay unless one of the upload takes their place. */
    TreePlan(Map<String, TreeFile> staying) {
        this.base = new TreeMap<>(staying);
    }

    void put(String path, int mode, String id) {
        added.put(path, new TreeFile(mode, id));
    }

    /** Takes a file, or all of its parts, out again. */
    void remove(String path) {
        added.remove(path);
        below(added, path + PartsManifest.FOLDER + "/").clear();
    }

    /** Makes the trees, inner ones first. */
    ObjectId write(ObjectInserter into) throws IOException {
        TreeMap<String, TreeFile> all = new TreeMap<>(base);
        for (String path : added.keySet()) {
            makeRoom(all, path);
        }
        all.putAll(added);
        return write(all, into);
    }

    private static void makeRoom(NavigableMap<String, TreeFile> all, String path) {
        below(all, path + "/").clear();
        below(all, path + PartsManifest.FOLDER + "/").clear();
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            String folder = path.substring(0, slash);
            all.remove(folder);
            if (folder.endsWith(PartsManifest.FOLDER)) {
                all.remove(folder.substring(0, folder.length() - PartsManifest.FOLDER.length()));
                below(all, folder + "/").clear();
            }
        }
    }

    private static SortedMap<String, TreeFile> below(NavigableMap<String, TreeFile> files, String prefix) {
        return files.subMap(prefix, true, prefix + Character.MAX_VALUE, false);
    }

    /** The id of a tree, without making it. */
    static ObjectId id(Map<String, TreeFile> files) throws IOException {
        return write(files, new ObjectInserter.Formatter() {
            @Override
            public ObjectId insert(int type, long length, InputStream in) throws IOException {
                return idFor(type, length, in);
            }
        });
    }

    private static ObjectId write(Map<String, TreeFile> files, ObjectInserter into) throws IOException {
        DirCache index = DirCache.newInCore();
        DirCacheBuilder builder = index.builder();
        files.forEach((path, file) -> {
            DirCacheEntry entry = new DirCacheEntry(path);
            entry.setFileMode(FileMode.fromBits(file.mode()));
            entry.setObjectId(ObjectId.fromString(file.id()));
            builder.add(entry);
        });
        builder.finish();
        return index.writeTree(into);
    }
}
