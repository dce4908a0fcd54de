/** A git server for tests that answers like Gitea, and can be told to fail. */
@NullMarked
package io.aiops.testkit.gitea;

import org.jspecify.annotations.NullMarked;
