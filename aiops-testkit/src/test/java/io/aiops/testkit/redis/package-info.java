/** Tests against a real Redis, which they start and kill. */
@NullMarked
package io.aiops.testkit.redis;

import org.jspecify.annotations.NullMarked;
