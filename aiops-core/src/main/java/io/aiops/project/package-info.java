/** From a source tree to a runnable release: archives, detection, manifest, environment build, generated files. */
@NullMarked
package io.aiops.project;

import org.jspecify.annotations.NullMarked;
