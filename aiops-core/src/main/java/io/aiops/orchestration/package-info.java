/** Deploys services and keeps them as wished: lifecycle, batch, reconciliation after a restart. */
@NullMarked
package io.aiops.orchestration;

import org.jspecify.annotations.NullMarked;
