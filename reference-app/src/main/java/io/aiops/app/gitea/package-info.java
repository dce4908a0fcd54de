/** Where the code is: the connection to Gitea or the embedded server, repositories, uploads, and deployments of a push. */
@NullMarked
package io.aiops.app.gitea;

import org.jspecify.annotations.NullMarked;
