package io.aiops.gitea.embedded;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Finds which commit changed the entries of one folder last. Looks at so many commits and no more. */
final class LastChanges {

    private static final int MOST_COMMITS = 5_000;

    private final Repository git;

    LastChanges(Repository git) {
        this.git = git;
    }

    /** The commit of each name; of those that are older than what is looked at, the last one looked at. */
    Map<String, RevCommit> in(String folder, RevCommit tip, Set<String> names) throws IOException {
        Map<String, RevCommit> found = new HashMap<>();
        Set<String> open = new HashSet<>(names);
        try (RevWalk walk = new RevWalk(git);
                ObjectReader reader = git.newObjectReader()) {
            walk.markStart(walk.parseCommit(tip));
            RevCommit last = tip;
            int looked = 0;
            for (RevCommit commit : walk) {
                if (open.isEmpty() || looked++ > MOST_COMMITS) {
                    break;
                }
                last = commit;
                Map<String, ObjectId> here = entries(reader, folder, commit);
                Set<String> kept = new HashSet<>();
                for (RevCommit parent : commit.getParents()) {
                    Map<String, ObjectId> before = entries(reader, folder, walk.parseCommit(parent));
                    open.stream()
                            .filter(name ->
                                    here.containsKey(name) && here.get(name).equals(before.get(name)))
                            .forEach(kept::add);
                }
                for (String name : Set.copyOf(open)) {
                    if (here.containsKey(name) && !kept.contains(name)) {
                        found.put(name, commit);
                        open.remove(name);
                    }
                }
            }
            for (String name : open) {
                found.put(name, last);
            }
        }
        return found;
    }

    private static Map<String, ObjectId> entries(ObjectReader reader, String folder, RevCommit commit)
            throws IOException {
        ObjectId tree = commit.getTree();
        if (!folder.isEmpty()) {
            try (TreeWalk walk = TreeWalk.forPath(reader, folder, tree)) {
                if (walk == null || !walk.isSubtree()) {
                    return Map.of();
                }
                tree = walk.getObjectId(0);
            }
        }
        if (reader.open(tree).getType() != Constants.OBJ_TREE) {
            return Map.of();
        }
        Map<String, ObjectId> entries = new HashMap<>();
        CanonicalTreeParser parser = new CanonicalTreeParser(null, reader, tree);
        while (!parser.eof()) {
            entries.put(parser.getEntryPathString(), parser.getEntryObjectId());
            parser.next();
        }
        return entries;
    }
}
