/** Processes of this machine, each kept alive by a keeper process that outlives the JVM. */
@NullMarked
package io.aiops.runtime.local;

import org.jspecify.annotations.NullMarked;
