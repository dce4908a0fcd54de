/** A real PostgreSQL for tests: one server per JVM, and a fresh database for whoever asks. */
@NullMarked
package io.aiops.testkit.postgres;

import org.jspecify.annotations.NullMarked;
