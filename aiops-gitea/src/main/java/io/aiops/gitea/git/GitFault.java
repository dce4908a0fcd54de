package io.aiops.gitea.git;

import io.aiops.error.ErrorCode;

/** Stable names of what can go wrong between here and a git server. A name never changes its meaning; callers may branch on it. */
public enum GitFault {
    /** The server does not accept the token, or wants one (401). */
    UNAUTHORIZED(ErrorCode.CODE_REFUSED),
    /** The token is known but may not do this, or the repository is archived or a mirror (403). */
    FORBIDDEN(ErrorCode.CODE_REFUSED),
    /** No such repository, or the token may not see it (404). */
    NOT_FOUND(ErrorCode.CODE_NOT_FOUND),
    /** The repository answers under another address (3xx); it was renamed or moved. */
    MOVED(ErrorCode.CODE_CONFLICT),
    /** A body was larger than the server, or a proxy before it, lets through (413). */
    TOO_LARGE(ErrorCode.CODE_REFUSED),
    /** The certificate of the server is not trusted, has expired, or is another host's. */
    TLS(ErrorCode.CODE_UNAVAILABLE),
    /** Nobody answers at that address. */
    UNREACHABLE(ErrorCode.CODE_UNAVAILABLE),
    /** The connection was cut while it was in use. */
    CUT(ErrorCode.CODE_UNAVAILABLE),
    /** Nothing moved for too long. */
    TIMEOUT(ErrorCode.CODE_UNAVAILABLE),
    /** The server or a proxy cannot serve at the moment (429, 502, 503, 504). */
    UNAVAILABLE(ErrorCode.CODE_UNAVAILABLE),
    /** The server failed (500 and what is not named here). */
    SERVER(ErrorCode.CODE_REFUSED),
    /** The answer is not git's; a login page, for example. */
    PROTOCOL(ErrorCode.CODE_REFUSED),
    /** The repository has no commit yet. */
    EMPTY(ErrorCode.CODE_NOT_FOUND),
    /** No branch or tag of that name. */
    REF_NOT_FOUND(ErrorCode.CODE_NOT_FOUND),
    /** The commit is not, or no longer, in the repository. */
    COMMIT_GONE(ErrorCode.CODE_NOT_FOUND),
    /** The branch has commits that the local copy has not, and the other way round. */
    NOT_FAST_FORWARD(ErrorCode.CODE_CONFLICT),
    /** The branch moved while something was made for its earlier state. */
    CONFLICT(ErrorCode.CODE_CONFLICT),
    /** The server took the objects but refused to move the ref; a protected branch or a hook. */
    REJECTED(ErrorCode.CODE_REFUSED),
    /** Repositories with SHA-256 names, for example. */
    UNSUPPORTED(ErrorCode.UNSUPPORTED),
    /** The tree has a name or a link that must not be written to a disk. */
    UNSAFE_TREE(ErrorCode.INVALID_CODE),
    /** A file that was uploaded in parts misses one, or one is not what it was. */
    PART_DAMAGED(ErrorCode.INVALID_CODE),
    /** An upload that preflight does not let pass. */
    BLOCKED(ErrorCode.INVALID_CODE),
    /** A file changed while it was read. */
    SOURCE_CHANGED(ErrorCode.CODE_CONFLICT),
    /** The disk of this host is full or cannot be written. */
    STORAGE(ErrorCode.STORAGE_FAILED),
    /** The caller cancelled, or the thread was interrupted. */
    CANCELLED(ErrorCode.CANCELLED);

    private final ErrorCode code;

    GitFault(ErrorCode code) {
        this.code = code;
    }

    /** The same in the words of the platform. */
    public ErrorCode code() {
        return code;
    }
}
