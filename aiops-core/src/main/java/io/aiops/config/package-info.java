/** Layered settings: command line, environment, file, default. */
@NullMarked
package io.aiops.config;

import org.jspecify.annotations.NullMarked;
