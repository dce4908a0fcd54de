/**
 * Measures this product beside Supervisor and PM2, in one run, with the same services. Not a part of the product: nothing
 * here is published, and no test runs it.
 */
@NullMarked
package io.aiops.benchmarks;

import org.jspecify.annotations.NullMarked;
