package io.aiops.gitea.git;

/** Stable names of what can go wrong between here and a git server. A name never changes its meaning; callers may branch on it. */
public enum GitFault {
    /** The server does not accept the token, or wants one (401). */
    UNAUTHORIZED,
    /** The token is known but may not do this, or the repository is archived or a mirror (403). */
    FORBIDDEN,
    /** No such repository, or the token may not see it (404). */
    NOT_FOUND,
    /** The repository answers under another address (3xx); it was renamed or moved. */
    MOVED,
    /** A body was larger than the server, or a proxy before it, lets through (413). */
    TOO_LARGE,
    /** The certificate of the server is not trusted, has expired, or is another host's. */
    TLS,
    /** Nobody answers at that address. */
    UNREACHABLE,
    /** The connection was cut while it was in use. */
    CUT,
    /** Nothing moved for too long. */
    TIMEOUT,
    /** The server or a proxy cannot serve at the moment (429, 502, 503, 504). */
    UNAVAILABLE,
    /** The server failed (500 and what is not named here). */
    SERVER,
    /** The answer is not git's; a login page, for example. */
    PROTOCOL,
    /** The repository has no commit yet. */
    EMPTY,
    /** No branch or tag of that name. */
    REF_NOT_FOUND,
    /** The commit is not, or no longer, in the repository. */
    COMMIT_GONE,
    /** The branch has commits that the local copy has not, and the other way round. */
    NOT_FAST_FORWARD,
    /** The branch moved while something was made for its earlier state. */
    CONFLICT,
    /** The server took the objects but refused to move the ref; a protected branch or a hook. */
    REJECTED,
    /** Repositories with SHA-256 names, for example. */
    UNSUPPORTED,
    /** The tree has a name or a link that must not be written to a disk. */
    UNSAFE_TREE,
    /** A file that was uploaded in parts misses one, or one is not what it was. */
    PART_DAMAGED,
    /** An upload that preflight does not let pass. */
    BLOCKED,
    /** A file changed while it was read. */
    SOURCE_CHANGED,
    /** The disk of this host is full or cannot be written. */
    STORAGE,
    /** The caller cancelled, or the thread was interrupted. */
    CANCELLED
}
