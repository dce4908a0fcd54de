/** The connections to servers in the platform's database. */
@NullMarked
package io.aiops.gitea.postgres;

import org.jspecify.annotations.NullMarked;
