/** The contract of configuration stores, as tests that every store passes, and a store in memory that passes them. */
@NullMarked
package io.aiops.testkit.config;

import org.jspecify.annotations.NullMarked;
