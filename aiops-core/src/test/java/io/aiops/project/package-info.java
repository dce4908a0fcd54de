/** Tests of the project room. */
@NullMarked
package io.aiops.project;

import org.jspecify.annotations.NullMarked;
