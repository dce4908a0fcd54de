/** Clones, pulls and pushes with JGit, in bounded memory and without anything of the host's git. */
@NullMarked
package io.aiops.gitea.git;

import org.jspecify.annotations.NullMarked;
