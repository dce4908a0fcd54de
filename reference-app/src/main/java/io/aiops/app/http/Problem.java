package io.aiops.app.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request that was not done (RFC 9457). More members may follow, such as {@code survivors} of a stop.
 *
 * @param type names the kind of problem
 * @param title the status in words
 * @param status the HTTP status
 * @param detail what, with which id, and what to do
 * @param code a stable word to branch on
 * @param errors what is wrong with which field
 * @param holder who holds the port
 * @param deploymentId the deployment in the way
 * @param logTail the last lines of a build or service
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @Nullable List<FieldError> errors,
        @Nullable Object holder,
        @Nullable String deploymentId,
        @Nullable String logTail) {

    /**
     * What is wrong with one field.
     *
     * @param field its name, with dots for nested ones
     * @param message what is wrong
     */
    public record FieldError(String field, String message) {}
}
