/** The one entry of the SDK. */
@NullMarked
package io.aiops;

import org.jspecify.annotations.NullMarked;
