package io.aiops.gitea.git;

import java.nio.file.Path;

/**
 * What a checkout wrote.
 *
 * @param pin what was asked for, and the commit that it was
 * @param tree id of the commit's tree
 * @param folder where the files are; without anything of git
 * @param files files and links
 * @param bytes of all files, before parts were joined
 * @param joined files that were joined from parts
 * @param submodules folders of other repositories, which stay behind
 */
public record GitCheckout(GitPin pin, String tree, Path folder, int files, long bytes, int joined, int submodules) {}
