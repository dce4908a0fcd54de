/** Redis as a messenger between platforms; the only room that sees its client, which is optional. */
@NullMarked
package io.aiops.redis;

import org.jspecify.annotations.NullMarked;
