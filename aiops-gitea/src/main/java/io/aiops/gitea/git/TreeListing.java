package io.aiops.gitea.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;

/** All of a tree that can be written to a disk, checked before any of it is. */
final class TreeListing {

    /** A file or a folder. */
    record Entry(String path, ObjectId id, boolean executable) {}

    private static final int LONGEST_LINK = 4096;
    private static final int MOST_HOPS = 40;

    private final List<String> folders = new ArrayList<>();
    private final List<Entry> files = new ArrayList<>();
    private final Map<String, String> links = new LinkedHashMap<>();
    private int submodules;

    private TreeListing() {}

    /**
     * Reads a tree.
     *
     * @throws GitException {@code UNSAFE_TREE} for a name that git takes for its own, a name that is there twice, and a link
     *     that leads out of the tree
     */
    static TreeListing read(ObjectReader reader, AnyObjectId tree, Cancellation cancellation) throws IOException {
        TreeListing listing = new TreeListing();
        Set<String> seen = new HashSet<>();
        Map<String, String> linkNames = new HashMap<>();
        try (TreeWalk walk = new TreeWalk(reader)) {
            walk.addTree(tree);
            while (walk.next()) {
                cancellation.check();
                String path = walk.getPathString();
                PathRules.danger(path).ifPresent(why -> {
                    throw unsafe(path, why);
                });
                if (!seen.add(path)) {
                    throw unsafe(path, "the tree has it twice");
                }
                listing.take(reader, walk, path);
                if (walk.getFileMode(0) == FileMode.SYMLINK) {
                    linkNames.put(PathRules.folded(path), path);
                }
            }
        }
        listing.checkLinks(linkNames);
        return listing;
    }

    private void take(ObjectReader reader, TreeWalk walk, String path) throws IOException {
        FileMode mode = walk.getFileMode(0);
        ObjectId id = walk.getObjectId(0);
        if (mode == FileMode.TREE) {
            folders.add(path);
            walk.enterSubtree();
        } else if (mode == FileMode.REGULAR_FILE || mode == FileMode.EXECUTABLE_FILE) {
            files.add(new Entry(path, id, mode == FileMode.EXECUTABLE_FILE));
        } else if (mode == FileMode.SYMLINK) {
            byte[] target = reader.open(id).getCachedBytes(LONGEST_LINK);
            links.put(path, new String(target, StandardCharsets.UTF_8));
        } else if (mode == FileMode.GITLINK) {
            submodules++;
        } else {
            throw unsafe(path, "it is no file, folder or link");
        }
    }

    private void checkLinks(Map<String, String> linkNames) {
        for (Entry file : files) {
            requireAlone(file.path(), linkNames);
        }
        for (String folder : folders) {
            requireAlone(folder, linkNames);
        }
        links.forEach((path, target) -> {
            List<String> at = new ArrayList<>(List.of(path.split("/", -1)));
            at.remove(at.size() - 1);
            follow(path, at, target, 0);
        });
    }

    private static void requireAlone(String path, Map<String, String> linkNames) {
        String link = linkNames.get(PathRules.folded(path));
        if (link != null) {
            throw unsafe(path, "a link \"" + ShownText.of(link) + "\" has the same name in another case or form");
        }
    }

    /** Walks a link's target the way the system would; every step must stay inside. */
    private int follow(String link, List<String> at, String target, int hops) {
        int taken = hops + 1;
        if (target.startsWith("/") || target.isEmpty() || target.indexOf('\0') >= 0) {
            throw unsafe(link, "it is a link that leads out of the tree");
        }
        if (taken > MOST_HOPS) {
            throw unsafe(link, "it is a link in a circle");
        }
        for (String step : target.split("/", -1)) {
            if (step.isEmpty() || step.equals(".")) {
                continue;
            }
            if (step.equals("..")) {
                if (at.isEmpty()) {
                    throw unsafe(link, "it is a link that leads out of the tree");
                }
                at.remove(at.size() - 1);
                continue;
            }
            at.add(step);
            String next = links.get(String.join("/", at));
            if (next != null) {
                at.remove(at.size() - 1);
                taken = follow(link, at, next, taken);
            }
        }
        return taken;
    }

    List<String> folders() {
        return folders;
    }

    List<Entry> files() {
        return files;
    }

    Map<String, String> links() {
        return links;
    }

    int submodules() {
        return submodules;
    }

    private static GitException unsafe(String path, String why) {
        return new GitException(
                GitFault.UNSAFE_TREE,
                "the repository cannot be written to a disk: \"" + ShownText.of(path) + "\": " + why
                        + "; remove it there");
    }
}
