/** The contract of configuration stores, as tests that every store passes. */
@NullMarked
package io.aiops.testkit.config;

import org.jspecify.annotations.NullMarked;
