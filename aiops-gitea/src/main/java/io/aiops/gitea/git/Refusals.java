package io.aiops.gitea.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says who refused, what, and what to do. */
final class Refusals {

    private static final int SHOWN = 2048;

    private Refusals() {}

    /** The answer, if it is one of git's. */
    static GitAnswer accepted(GitRequest request, GitAnswer answer) {
        if (answer.status() != 200) {
            throw refused(request, answer);
        }
        String type = answer.header("Content-Type");
        if (!type.startsWith("application/x-git-")) {
            close(answer);
            throw error(
                    request,
                    GitFault.PROTOCOL,
                    host(request) + " answered with " + (type.isEmpty() ? "no type" : ShownText.of(type))
                            + " where git's answer was expected; a login page or another site stands at "
                            + request.remote() + ": check the address");
        }
        return answer;
    }

    private static GitException refused(GitRequest request, GitAnswer answer) {
        String said = said(request, answer);
        String remote = request.remote().toString();
        return switch (answer.status()) {
            case 301, 302, 303, 307, 308 ->
                error(
                        request,
                        GitFault.MOVED,
                        remote + " was renamed or moved: its server points at " + location(request, answer)
                                + "; configure the new address");
            case 401 ->
                error(
                        request,
                        GitFault.UNAUTHORIZED,
                        remote
                                + (request.access().token().isPresent()
                                        ? " refused the token (401): it is wrong, expired or revoked; create a new one"
                                        : " wants a token (401); configure one that may read the repository")
                                + said);
            case 403 ->
                error(
                        request,
                        GitFault.FORBIDDEN,
                        remote + " forbids this (403): the token lacks the right or the scope write:repository, or the"
                                + " repository is archived or a mirror; ask its owner" + said);
            case 404 ->
                error(
                        request,
                        GitFault.NOT_FOUND,
                        remote + " was not found (404): it does not exist, or the token may not see it; check owner and"
                                + " name" + said);
            case 413 -> tooLarge(request, answer);
            case 429, 502, 503, 504 ->
                error(
                        request,
                        GitFault.UNAVAILABLE,
                        host(request) + " cannot serve at the moment (" + answer.status() + " by " + speaker(answer)
                                + "); try again later" + said);
            default ->
                error(
                        request,
                        GitFault.SERVER,
                        host(request) + " failed (" + answer.status() + " by " + speaker(answer)
                                + "); look into its log" + said);
        };
    }

    private static GitException tooLarge(GitRequest request, GitAnswer answer) {
        String by = speaker(answer);
        String cure = by.toLowerCase(Locale.ROOT).contains("nginx")
                ? "raise client_max_body_size in nginx, or upload in stages"
                : "raise the limit of the proxy, or upload in stages";
        return error(
                request,
                GitFault.TOO_LARGE,
                by + " before " + host(request) + " refused a body of " + request.bytes() + " bytes (413); " + cure);
    }

    /** What a failed exchange is called. */
    static GitException broken(
            GitRequest request, @Nullable Throwable cause, boolean timedOut, Cancellation cancellation) {
        if (cancellation.isCancelled() || cause instanceof InterruptedException) {
            return new GitException(GitFault.CANCELLED, "it was cancelled; nothing of it is left");
        }
        if (timedOut) {
            return error(
                    request,
                    GitFault.TIMEOUT,
                    host(request) + " was silent for too long; try again, or raise the time limits");
        }
        if (cause instanceof GitFailure known) {
            return known.error();
        }
        if (anyCause(cause, SSLException.class::isInstance)) {
            return error(request, GitFault.TLS, tls(request, cause));
        }
        if (anyCause(
                cause,
                one -> one instanceof ConnectException
                        || one instanceof UnresolvedAddressException
                        || one instanceof HttpConnectTimeoutException)) {
            return error(
                    request,
                    GitFault.UNREACHABLE,
                    "nobody answers at " + host(request) + "; check address, port and firewall, and whether it runs");
        }
        return error(
                request,
                GitFault.CUT,
                "the connection to " + host(request) + " was cut ("
                        + request.access().masked(ShownText.of(String.valueOf(cause == null ? "" : cause.getMessage())))
                        + "); try again"
                        + (request.bytes() > 0 ? "; a proxy's limit of a body looks like this too" : ""));
    }

    private static String tls(GitRequest request, @Nullable Throwable cause) {
        String host = host(request);
        if (anyCause(cause, CertificateExpiredException.class::isInstance)) {
            return "the certificate of " + host + " has expired; renew it";
        }
        if (anyCause(cause, CertPathBuilderException.class::isInstance)) {
            return "the certificate of " + host + " comes from a CA that is not trusted here; give the CA's PEM file";
        }
        if (anyCause(cause, one -> String.valueOf(one.getMessage()).contains("subject alternative"))) {
            return "the certificate of " + host + " is for another host; use the name that it is for";
        }
        return "no TLS connection to " + host + ": "
                + ShownText.of(String.valueOf(cause == null ? "" : cause.getMessage()))
                + "; check whether it speaks https at that port";
    }

    private static boolean anyCause(@Nullable Throwable failure, Predicate<Throwable> what) {
        Throwable one = failure;
        for (int depth = 0; one != null && depth < 20; depth++, one = one.getCause()) {
            if (what.test(one)) {
                return true;
            }
        }
        return false;
    }

    private static GitException error(GitRequest request, GitFault fault, String message) {
        return new GitException(fault, message, null, request.hasBody() ? request.bytes() : -1);
    }

    private static String host(GitRequest request) {
        return request.remote().server().toString();
    }

    private static String speaker(GitAnswer answer) {
        String server = ShownText.of(answer.header("Server"));
        return server.isEmpty() ? "its server or a proxy" : server;
    }

    private static String said(GitRequest request, GitAnswer answer) {
        try (InputStream body = answer.body()) {
            String text = new String(body.readNBytes(SHOWN), StandardCharsets.UTF_8);
            return answer.header("Content-Type").startsWith("text/plain") && !text.isBlank()
                    ? "; it said: " + request.access().masked(ShownText.of(text))
                    : "";
        } catch (IOException cut) {
            return "";
        }
    }

    private static String location(GitRequest request, GitAnswer answer) {
        Optional<String> location = answer.headers().firstValue("Location");
        try {
            URI target = request.uri().resolve(location.orElse(""));
            String path = String.valueOf(target.getRawPath()).replaceAll("/info/refs$|/git-[a-z]+-pack$", "");
            return ShownText.of(request.access()
                    .masked(target.getScheme() + "://" + target.getHost()
                            + (target.getPort() < 0 ? "" : ":" + target.getPort()) + path));
        } catch (IllegalArgumentException unreadable) {
            return "an address that cannot be read";
        }
    }

    private static void close(GitAnswer answer) {
        try {
            answer.body().close();
        } catch (IOException gone) {
            return;
        }
    }
}
