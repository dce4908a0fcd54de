package io.aiops.orchestration;

import io.aiops.error.ErrorCode;

/**
 * Why a deployment failed.
 *
 * @param code the error's code
 * @param message what, and what to do
 * @param step the step in which it failed
 * @param logTail the last lines of the build or of the service; may be empty
 */
public record DeploymentError(ErrorCode code, String message, StepName step, String logTail) {}
