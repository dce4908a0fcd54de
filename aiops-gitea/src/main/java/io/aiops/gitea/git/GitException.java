package io.aiops.gitea.git;

import io.aiops.error.AiOpsException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of git work and uploads. The fault says what happened, the message says who refused what, and what to do.
 * Neither ever holds a token, a user's part of an address, or a query.
 */
public final class GitException extends RuntimeException {

    private final GitFault fault;
    private final long sentBytes;

    /** An error without a cause. */
    public GitException(GitFault fault, String message) {
        this(fault, message, null, -1);
    }

    /** An error with the exception that led to it. */
    public GitException(GitFault fault, String message, @Nullable Throwable cause) {
        this(fault, message, cause, -1);
    }

    GitException(GitFault fault, String message, @Nullable Throwable cause, long sentBytes) {
        super(message, cause);
        this.fault = fault;
        this.sentBytes = sentBytes;
    }

    /** What happened. */
    public GitFault fault() {
        return fault;
    }

    /** The message, never null. */
    public String message() {
        return Optional.ofNullable(getMessage()).orElse(fault.name());
    }

    /** The same as an error of the platform. */
    public AiOpsException asError() {
        return new AiOpsException(fault.code(), message(), this);
    }

    /** How large the refused or cut body was; empty where no body was sent. */
    public OptionalLong sentBytes() {
        return sentBytes < 0 ? OptionalLong.empty() : OptionalLong.of(sentBytes);
    }
}
