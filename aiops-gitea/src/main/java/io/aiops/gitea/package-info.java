/** A client for Gitea's API: facets, immutable records, errors that say who refused and what to do. */
@NullMarked
package io.aiops.gitea;

import org.jspecify.annotations.NullMarked;
