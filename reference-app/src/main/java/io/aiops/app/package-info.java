/** The reference application: thin, wires the SDK to HTTP. */
@NullMarked
package io.aiops.app;

import org.jspecify.annotations.NullMarked;
