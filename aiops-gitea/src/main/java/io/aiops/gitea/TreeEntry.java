package io.aiops.gitea;

/**
 * A file, folder or submodule of a tree.
 *
 * @param path its path from the root
 * @param mode its mode of git, such as {@code 100644}
 * @param type {@code blob}, {@code tree} or {@code commit}
 * @param size its size in bytes
 * @param sha its id
 */
public record TreeEntry(String path, String mode, String type, long size, String sha) {

    /** Takes nothing as empty. */
    public TreeEntry {
        path = Absent.text(path);
        mode = Absent.text(mode);
        type = Absent.text(type);
        sha = Absent.text(sha);
    }
}
