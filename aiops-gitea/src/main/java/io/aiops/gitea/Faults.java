package io.aiops.gitea;

import io.aiops.gitea.GiteaException.Protocol;
import io.aiops.gitea.GiteaException.TlsFailed;
import io.aiops.gitea.GiteaException.Unreachable;
import io.aiops.gitea.GiteaException.Unreachable.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;

/** Makes an exception of a connection that failed. */
final class Faults {

    private static final long LARGE_BODY = 64 * 1024;

    private Faults() {}

    static GiteaException of(HttpCall call, IOException failed, int attempt) {
        FailedCall facts = call.failed("").withAttempts(attempt).because(failed);
        if (failed instanceof AnswerTooLong) {
            String hint = "See what answers at this address; Gitea sends less here.";
            return new Protocol(facts.withHint(hint), "the answer is longer than " + call.largestAnswer() + " bytes");
        }
        Optional<TlsProblem> tls = TlsProblem.of(failed);
        if (tls.isPresent()) {
            return new TlsFailed(facts.withHint(tls.get().hint()), tls.get());
        }
        if (caused(failed, ProtocolException.class)) {
            String hint = "Check scheme and port of the server URL; perhaps it is https://, or another service.";
            return new Protocol(facts.withHint(hint), "what answers does not speak HTTP");
        }
        Reason reason = reason(failed);
        return new Unreachable(facts.withHint(hint(reason, call)), reason);
    }

    private static Reason reason(IOException failed) {
        if (failed instanceof HttpConnectTimeoutException) {
            return Reason.CONNECT_TIMED_OUT;
        }
        if (caused(failed, UnresolvedAddressException.class) || caused(failed, UnknownHostException.class)) {
            return Reason.UNKNOWN_HOST;
        }
        if (failed instanceof ConnectException || failed instanceof NoRouteToHostException) {
            return Reason.REFUSED;
        }
        return failed instanceof HttpTimeoutException ? Reason.TIMED_OUT : Reason.CUT;
    }

    private static String hint(Reason reason, HttpCall call) {
        return switch (reason) {
            case UNKNOWN_HOST -> "Check the host in the server URL and the name service of this machine.";
            case REFUSED -> "Check host and port, and whether Gitea and the proxy before it are up.";
            case CONNECT_TIMED_OUT -> "Check host and port; a firewall on the way may drop the connection.";
            case TIMED_OUT -> "See whether Gitea is overloaded, or give the client more time.";
            case CUT ->
                call.sentBytes() > LARGE_BODY
                        ? "A proxy may have cut a body of " + call.sentBytes() + " bytes for its size; probe its limit."
                        : "See the log of the proxy before Gitea; it or Gitea may have restarted.";
            case PAUSED -> "Try again later.";
        };
    }

    private static boolean caused(Throwable thrown, Class<? extends Throwable> type) {
        int depth = 0;
        for (Throwable each = thrown; each != null && depth < 20; each = each.getCause(), depth++) {
            if (type.isInstance(each)) {
                return true;
            }
        }
        return false;
    }
}
