package io.aiops.error;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of the SDK. The code says what happened, the message says to what, with which id, and what to do.
 * Details carry machine-readable extras such as {@code holder} of a port or {@code log_tail} of a failed start; neither
 * message nor details ever hold a secret.
 */
public final class AiOpsException extends RuntimeException {

    private final ErrorCode code;
    private final transient Map<String, Object> details;

    /** An error without a cause. */
    public AiOpsException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /** An error with the exception that led to it. */
    public AiOpsException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, cause, Map.of());
    }

    private AiOpsException(ErrorCode code, String message, @Nullable Throwable cause, Map<String, Object> details) {
        super(message, cause);
        this.code = code;
        this.details = details;
    }

    /** The same error with one more detail; values are strings, numbers, lists or maps of these. */
    public AiOpsException with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(details());
        more.put(name, value);
        AiOpsException copy = new AiOpsException(code, message(), getCause(), Map.copyOf(more));
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /** What happened. */
    public ErrorCode code() {
        return code;
    }

    /** Whose turn it is. */
    public ErrorKind kind() {
        return code.kind();
    }

    /** The message, never null. */
    public String message() {
        return Optional.ofNullable(getMessage()).orElse(code.name());
    }

    /** Machine-readable extras by name. */
    @SuppressWarnings("ConstantValue") // null after deserialisation only
    public Map<String, Object> details() {
        return details == null ? Map.of() : details;
    }
}
