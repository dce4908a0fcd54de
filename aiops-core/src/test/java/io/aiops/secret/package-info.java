/** Tests of the secret room. */
@NullMarked
package io.aiops.secret;

import org.jspecify.annotations.NullMarked;
