package io.aiops.gitea.git;

/**
 * A file of a tree.
 *
 * @param mode as git writes it: 0100644, 0100755, 0120000 for a link, 0160000 for another repository
 * @param id of its content
 */
public record TreeFile(int mode, String id) {}
