/** Tests of the orchestrator's single parts; the whole is tested in the test kit. */
@NullMarked
package io.aiops.orchestration;

import org.jspecify.annotations.NullMarked;
