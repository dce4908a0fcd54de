/** Says which programs a test needs, so that one that cannot run tells why instead of failing or vanishing. */
@NullMarked
package io.aiops.testkit.backend;

import org.jspecify.annotations.NullMarked;
