/** A configuration store in memory, for tests of what stands on one. */
@NullMarked
package io.aiops.testkit.config;

import org.jspecify.annotations.NullMarked;
