/** The SPI that a runtime backend implements; sees only the words and the errors. */
@NullMarked
package io.aiops.runtime;

import org.jspecify.annotations.NullMarked;
