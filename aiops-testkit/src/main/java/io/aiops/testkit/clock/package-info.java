/** Time that tests turn by hand. */
@NullMarked
package io.aiops.testkit.clock;

import org.jspecify.annotations.NullMarked;
