/** A git server in the process that answers like Gitea, for the first minute and for tests. */
@NullMarked
package io.aiops.gitea.embedded;

import org.jspecify.annotations.NullMarked;
