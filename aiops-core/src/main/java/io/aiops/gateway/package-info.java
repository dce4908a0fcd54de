/** Which path leads to which running replica. */
@NullMarked
package io.aiops.gateway;

import org.jspecify.annotations.NullMarked;
