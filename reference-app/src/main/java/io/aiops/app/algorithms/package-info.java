/** The calls of algorithms: registering, changing, listing and deleting them. */
@NullMarked
package io.aiops.app.algorithms;

import org.jspecify.annotations.NullMarked;
