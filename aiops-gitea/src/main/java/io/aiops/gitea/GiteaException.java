package io.aiops.gitea;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What can go wrong between here and a server, one final class a case. The message says what failed, who refused and what
 * to do; neither message nor fields ever hold a token, a header or the user-info of an address.
 */
public abstract sealed class GiteaException extends RuntimeException {

    private final transient FailedCall call;

    private GiteaException(String what, FailedCall call) {
        super(call.message(what), call.cause().orElse(null));
        this.call = call;
    }

    /** The facts of the call. */
    public FailedCall call() {
        return call;
    }

    /** The method, such as {@code GET}. */
    public String method() {
        return call.method();
    }

    /** The path without query. */
    public String path() {
        return call.path();
    }

    /** The status of the answer, 0 if there was none. */
    public int status() {
        return call.status();
    }

    /** What the server said, printable and short; empty if nothing. */
    public String serverMessage() {
        return call.serverMessage();
    }

    /** How often it was tried. */
    public int attempts() {
        return call.attempts();
    }

    /** The same as an error of the platform. */
    public AiOpsException asError() {
        return new AiOpsException(code(), Optional.ofNullable(getMessage()).orElse("the code server refused"), this);
    }

    private ErrorCode code() {
        if (this instanceof NotFound) {
            return ErrorCode.CODE_NOT_FOUND;
        }
        if (this instanceof Conflict || this instanceof Archived || this instanceof Moved) {
            return ErrorCode.CODE_CONFLICT;
        }
        if (this instanceof Invalid) {
            return ErrorCode.INVALID_CODE;
        }
        if (this instanceof Cancelled) {
            return ErrorCode.CANCELLED;
        }
        boolean silent = this instanceof Unreachable || this instanceof TlsFailed || this instanceof RateLimited;
        return silent ? ErrorCode.CODE_UNAVAILABLE : ErrorCode.CODE_REFUSED;
    }

    /** What to do. */
    public String hint() {
        return call.hint();
    }

    /** The token is wrong, expired or revoked (401). */
    public static final class AuthFailed extends GiteaException {
        /** Tells of a call. */
        public AuthFailed(FailedCall call) {
            super("the token was refused", call);
        }
    }

    /** The token is good but lacks a scope (403). */
    public static final class MissingScope extends GiteaException {
        private final transient List<String> scopes;

        /** Tells of a call and the scopes of which it needs one. */
        public MissingScope(FailedCall call, List<String> scopes) {
            super("the token lacks the scope " + String.join(" or ", scopes), call);
            this.scopes = List.copyOf(scopes);
        }

        /** The scopes of which one is needed, such as {@code write:repository}. */
        public List<String> scopes() {
            return scopes;
        }
    }

    /** The user may not do this (403). */
    public static final class Forbidden extends GiteaException {
        /** Tells of a call. */
        public Forbidden(FailedCall call) {
            super("not allowed", call);
        }
    }

    /** There is no such thing, or the user may not see it (404). */
    public static final class NotFound extends GiteaException {
        /** Tells of a call. */
        public NotFound(FailedCall call) {
            super("not found", call);
        }
    }

    /** It exists already, the repository is empty, or somebody was faster (409, 412). */
    public static final class Conflict extends GiteaException {
        /** Tells of a call. */
        public Conflict(FailedCall call) {
            super("conflict", call);
        }
    }

    /** The server refuses the content of the request (422 and other 4xx). */
    public static final class Invalid extends GiteaException {
        private final transient List<String> details;

        /** Tells of a call and the values that are wrong. */
        public Invalid(FailedCall call, List<String> details) {
            super("the request was refused", call);
            this.details = List.copyOf(details);
        }

        /** The wrong values, where the server lists them. */
        public List<String> details() {
            return details;
        }
    }

    /** The repository is archived, or the branch locked (423). */
    public static final class Archived extends GiteaException {
        /** Tells of a call. */
        public Archived(FailedCall call) {
            super("the repository is archived or locked", call);
        }
    }

    /** The repository has another name now; it is not written to under its old one. */
    public static final class Moved extends GiteaException {
        private final transient Optional<RepoName> newName;

        /** Tells of a call and the new name. */
        public Moved(FailedCall call, Optional<RepoName> newName) {
            super(newName.map(name -> "it moved to " + name).orElse("it moved"), call);
            this.newName = newName;
        }

        /** The new name, where the answer tells. */
        public Optional<RepoName> newName() {
            return newName;
        }
    }

    /** Somebody on the way refuses bodies of that size (413). */
    public static final class TooLarge extends GiteaException {
        private final transient SizeRefusal refusal;

        /** Tells of a call, who refused and what is known of the limit. */
        public TooLarge(FailedCall call, SizeRefusal refusal) {
            super("a body of " + refusal.sentBytes() + " bytes is too large for " + refusal.who(), call);
            this.refusal = refusal;
        }

        /** Who refused and how much was sent. */
        public SizeRefusal refusal() {
            return refusal;
        }
    }

    /** Too many requests (429), or this client's own bound on them. */
    public static final class RateLimited extends GiteaException {
        private final transient Optional<Duration> retryAfter;

        /** Tells of a call and when to come back. */
        public RateLimited(FailedCall call, Optional<Duration> retryAfter) {
            super("too many requests", call);
            this.retryAfter = retryAfter;
        }

        /** When to come back, where it is known. */
        public Optional<Duration> retryAfter() {
            return retryAfter;
        }
    }

    /** The server, or a proxy before it, failed (5xx). */
    public static final class ServerError extends GiteaException {
        /** Tells of a call. */
        public ServerError(FailedCall call) {
            super("the server failed", call);
        }
    }

    /** No answer came: no such host, refused, too slow, cut off, or not even tried because it kept failing. */
    public static final class Unreachable extends GiteaException {
        /** Why there was no answer. */
        public enum Reason {
            /** The name is not known. */
            UNKNOWN_HOST,
            /** Nothing listens there, or no way leads there; nothing was sent. */
            REFUSED,
            /** The connection was not made in time; nothing was sent. */
            CONNECT_TIMED_OUT,
            /** The answer did not come in time; the request may have been carried out. */
            TIMED_OUT,
            /** The connection was cut; the request may have been carried out. */
            CUT,
            /** It failed several times in a row, so it is left alone for a while; nothing was sent. */
            PAUSED
        }

        private final Reason reason;

        /** Tells of a call and why there was no answer. */
        public Unreachable(FailedCall call, Reason reason) {
            super(says(reason), call);
            this.reason = reason;
        }

        /** Why there was no answer. */
        public Reason reason() {
            return reason;
        }

        private static String says(Reason reason) {
            return switch (reason) {
                case UNKNOWN_HOST -> "the name of the server is not known";
                case REFUSED -> "the server refuses the connection";
                case CONNECT_TIMED_OUT -> "the server does not accept the connection in time";
                case TIMED_OUT -> "the server did not answer in time";
                case CUT -> "the connection was cut";
                case PAUSED -> "the server failed repeatedly and is left alone for a while";
            };
        }
    }

    /** The encrypted connection could not be made. */
    public static final class TlsFailed extends GiteaException {
        private final TlsProblem problem;

        /** Tells of a call and what is wrong with the certificate. */
        public TlsFailed(FailedCall call, TlsProblem problem) {
            super(problem.text(), call);
            this.problem = problem;
        }

        /** What is wrong. */
        public TlsProblem problem() {
            return problem;
        }
    }

    /** The caller's thread was interrupted, or the client closed. */
    public static final class Cancelled extends GiteaException {
        /** Tells of a call. */
        public Cancelled(FailedCall call) {
            super("cancelled", call);
        }
    }

    /** The answer is not what Gitea's API sends: a web page, broken JSON, too much of it. */
    public static final class Protocol extends GiteaException {
        /** Tells of a call and what came instead. */
        public Protocol(FailedCall call, String what) {
            super(what, call);
        }
    }

    /**
     * Who refused a body for its size.
     *
     * @param by whether it was Gitea or a proxy
     * @param proxy the name of the proxy, such as {@code nginx}, where it is known
     * @param sentBytes how large the body was
     * @param knownLimit the limit in bytes, where it is known
     */
    public record SizeRefusal(By by, Optional<String> proxy, long sentBytes, OptionalLong knownLimit) {

        /** The sides that may refuse. */
        public enum By {
            /** Gitea itself. */
            GITEA,
            /** Whatever stands before it. */
            PROXY
        }

        String who() {
            String limit = knownLimit.isPresent() ? ", whose limit is " + knownLimit.getAsLong() + " bytes" : "";
            return switch (by) {
                case GITEA -> "Gitea" + limit;
                case PROXY -> proxy.map(name -> "the proxy " + name).orElse("a proxy") + limit;
            };
        }
    }
}
