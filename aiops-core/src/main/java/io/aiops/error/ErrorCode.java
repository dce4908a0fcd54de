package io.aiops.error;

/** Stable names of what can go wrong. A code never changes its meaning; callers may branch on it. */
public enum ErrorCode {
    /** A service id outside {@code [a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?}. */
    INVALID_SERVICE_ID(ErrorKind.CALLER),
    /** An algorithm id outside {@code [a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?}. */
    INVALID_ALGORITHM_ID(ErrorKind.CALLER),
    /** A field or value of a request is wrong. */
    INVALID_REQUEST(ErrorKind.CALLER),
    /** A specification that the runtime cannot run; every problem is listed. */
    INVALID_SPEC(ErrorKind.CALLER),
    /** An uploaded archive that is damaged, hostile or too large. */
    INVALID_ARCHIVE(ErrorKind.CALLER),
    /** A project whose manifest is wrong. */
    INVALID_MANIFEST(ErrorKind.CALLER),
    /** A project with nothing that could be started. */
    NOTHING_TO_START(ErrorKind.CALLER),
    /** A runtime lacks a capability that the specification asks for. */
    UNSUPPORTED(ErrorKind.CALLER),
    /** A setting is wrong. */
    INVALID_SETTING(ErrorKind.CALLER),
    /** A configuration key outside the grammar, or reserved. */
    INVALID_CONFIG_KEY(ErrorKind.CALLER),
    /** A configuration value that breaks the schema of its key, or is too large. */
    INVALID_CONFIG_VALUE(ErrorKind.CALLER),
    /** An imported document that is cut off, changed, of another kind or of another key. */
    INVALID_CONFIG_DOCUMENT(ErrorKind.CALLER),
    /** A secret cannot be stored, because no encryption key is configured. */
    NO_ENCRYPTION_KEY(ErrorKind.CALLER),
    /** Code that must not be taken as it is: a name, a link, a secret in it, or a part that is damaged. */
    INVALID_CODE(ErrorKind.CALLER),
    /** The caller lacks the right. */
    FORBIDDEN(ErrorKind.CALLER),

    /** No service with that id. */
    SERVICE_NOT_FOUND(ErrorKind.NOT_FOUND),
    /** No deployment with that id. */
    DEPLOYMENT_NOT_FOUND(ErrorKind.NOT_FOUND),
    /** No value for that configuration key, or none in that revision. */
    CONFIG_NOT_FOUND(ErrorKind.NOT_FOUND),
    /** No such repository, branch, tag or commit, or the token may not see it. */
    CODE_NOT_FOUND(ErrorKind.NOT_FOUND),
    /** No algorithm with that id. */
    ALGORITHM_NOT_FOUND(ErrorKind.NOT_FOUND),
    /** No workload behind that handle. */
    WORKLOAD_NOT_FOUND(ErrorKind.NOT_FOUND),

    /** An algorithm with that id exists, or it comes from another repository. */
    ALGORITHM_EXISTS(ErrorKind.CONFLICT),
    /** A service uses the algorithm. */
    ALGORITHM_IN_USE(ErrorKind.CONFLICT),
    /** The version of the algorithm exists with another revision. */
    ALGORITHM_VERSION_CONFLICT(ErrorKind.CONFLICT),
    /** A configuration value was changed by somebody else since it was read. */
    CONFIG_CONFLICT(ErrorKind.CONFLICT),
    /** A repository or branch is not, or no longer, as it was expected to be. */
    CODE_CONFLICT(ErrorKind.CONFLICT),
    /** Another operation on the same service is under way. */
    SERVICE_BUSY(ErrorKind.CONFLICT),
    /** Another deployment of the same service is under way. */
    DEPLOYMENT_IN_PROGRESS(ErrorKind.CONFLICT),
    /** The service belongs to another platform on the same database. */
    FOREIGN_SERVICE(ErrorKind.CONFLICT),
    /** A workload of that id exists with another specification. */
    WORKLOAD_CONFLICT(ErrorKind.CONFLICT),
    /** The service has no release to start. */
    NO_RELEASE(ErrorKind.CONFLICT),
    /** The port is held by somebody else. */
    PORT_TAKEN(ErrorKind.CONFLICT),
    /** No free port is left in the range. */
    PORTS_EXHAUSTED(ErrorKind.CONFLICT),
    /** Another platform already uses the same state folder. */
    STATE_IN_USE(ErrorKind.CONFLICT),

    /** The environment of a release could not be built. */
    BUILD_FAILED(ErrorKind.BACKEND),
    /** A workload did not come up; the message carries its exit and last lines. */
    START_FAILED(ErrorKind.BACKEND),
    /** A workload runs but never answered its health check in time. */
    NEVER_HEALTHY(ErrorKind.BACKEND),
    /** A stop did not end every process in time; the survivors are named. */
    STOP_TIMEOUT(ErrorKind.BACKEND),
    /** The backend does not answer. */
    BACKEND_UNAVAILABLE(ErrorKind.BACKEND),
    /** The backend answered with a refusal. */
    BACKEND_REJECTED(ErrorKind.BACKEND),
    /** A stored secret cannot be decrypted: its key is gone, or it was moved or changed. */
    SECRET_UNREADABLE(ErrorKind.BACKEND),
    /** The server that keeps the code, or a proxy before it, refused. */
    CODE_REFUSED(ErrorKind.BACKEND),
    /** The server that keeps the code does not answer. */
    CODE_UNAVAILABLE(ErrorKind.BACKEND),
    /** The database does not answer. */
    DATABASE_UNAVAILABLE(ErrorKind.BACKEND),
    /** The disk is full or cannot be written. */
    STORAGE_FAILED(ErrorKind.BACKEND),
    /** An operation was not finished within its deadline. */
    DEADLINE_EXCEEDED(ErrorKind.BACKEND),
    /** The operation was cancelled, or the platform stopped while it ran. */
    CANCELLED(ErrorKind.BACKEND),

    /** A fault of the platform. */
    INTERNAL(ErrorKind.INTERNAL);

    private final ErrorKind kind;

    ErrorCode(ErrorKind kind) {
        this.kind = kind;
    }

    /** Whose turn it is after this error. */
    public ErrorKind kind() {
        return kind;
    }
}
