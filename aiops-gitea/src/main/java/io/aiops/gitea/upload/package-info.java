/** Folders and archives that become one commit, through whatever limit is in the way. */
@NullMarked
package io.aiops.gitea.upload;

import org.jspecify.annotations.NullMarked;
