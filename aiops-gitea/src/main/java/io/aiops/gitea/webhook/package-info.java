/** Signed webhooks: their check, their content, and those that were seen already. */
@NullMarked
package io.aiops.gitea.webhook;

import org.jspecify.annotations.NullMarked;
