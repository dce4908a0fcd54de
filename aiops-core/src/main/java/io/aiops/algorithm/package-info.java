/** What the platform knows of algorithms: their names, versions and repositories, and how they are registered. */
@NullMarked
package io.aiops.algorithm;

import org.jspecify.annotations.NullMarked;
