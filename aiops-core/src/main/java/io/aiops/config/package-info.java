/** Layered configuration: keys, command line, environment, database, files, defaults; snapshots, listeners. */
@NullMarked
package io.aiops.config;

import org.jspecify.annotations.NullMarked;
