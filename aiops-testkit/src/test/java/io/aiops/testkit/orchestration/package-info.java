/** The orchestrator on a real database, with real processes. */
@NullMarked
package io.aiops.testkit.orchestration;

import org.jspecify.annotations.NullMarked;
