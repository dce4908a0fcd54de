/** Host ports: ranges, leases that are stored before a launch, and who holds a port. */
@NullMarked
package io.aiops.port;

import org.jspecify.annotations.NullMarked;
