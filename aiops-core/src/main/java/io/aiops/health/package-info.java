/** Asks services whether they are ready, and remembers the answers. */
@NullMarked
package io.aiops.health;

import org.jspecify.annotations.NullMarked;
