package io.aiops.gitea.connection;

import io.aiops.error.AiOpsException;
import io.aiops.gitea.GiteaException;
import io.aiops.gitea.TlsProblem;
import io.aiops.gitea.connection.ConnectionReport.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;

/** What a step found. */
record Finding(Outcome outcome, String message, String advice) {

    static Finding passed(String message) {
        return new Finding(Outcome.PASSED, message, "");
    }

    static Finding warning(String message, String advice) {
        return new Finding(Outcome.WARNING, message, advice);
    }

    static Finding failed(String message, String advice) {
        return new Finding(Outcome.FAILED, message, advice);
    }

    static Finding skipped(String message) {
        return new Finding(Outcome.SKIPPED, message, "");
    }

    boolean isFailure() {
        return outcome == Outcome.FAILED;
    }

    static Finding of(GiteaException failed) {
        return failed(firstSentence(failed), failed.hint());
    }

    static Finding of(AiOpsException failed) {
        return failed(failed.message(), "Correct the connection's settings.");
    }

    static Finding of(IOException failed) {
        Optional<TlsProblem> tls = TlsProblem.of(failed);
        if (tls.isPresent()) {
            return failed(tls.get().text(), tls.get().hint());
        }
        if (failed instanceof UnknownHostException) {
            return failed(
                    "the name of the server is not known",
                    "Check the host in the server URL and the name service of this machine.");
        }
        if (failed instanceof SocketTimeoutException) {
            return failed(
                    "the server does not answer in time",
                    "Check host and port; a firewall on the way may drop the connection.");
        }
        if (failed instanceof ConnectException) {
            return failed(
                    "the server refuses the connection",
                    "Check host and port, and whether Gitea and the proxy before it are up.");
        }
        return failed("the connection failed: " + failed.getMessage(), "See the log of the proxy before Gitea.");
    }

    private static String firstSentence(GiteaException failed) {
        String message = Optional.ofNullable(failed.getMessage()).orElse("");
        int hint = message.indexOf(failed.hint());
        return hint > 0 ? message.substring(0, hint).strip() : message;
    }
}
