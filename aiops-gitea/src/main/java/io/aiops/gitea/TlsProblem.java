package io.aiops.gitea;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What is wrong with an encrypted connection. */
public enum TlsProblem {
    /** The certificate has expired. */
    EXPIRED("the server's certificate has expired", "Renew the certificate of the server."),
    /** The certificate is not valid yet. */
    NOT_YET_VALID("the server's certificate is not valid yet", "Check the clocks of both machines."),
    /** The certificate is for another name. */
    WRONG_HOST(
            "the server's certificate is for another host",
            "Use the host name that the certificate names, or give the server a certificate for this one."),
    /** The certificate is signed by nobody who is trusted here. */
    UNKNOWN_AUTHORITY(
            "the server's certificate is signed by an unknown authority",
            "Enter the path of the authority's certificate (PEM) in the connection."),
    /** The other side does not speak TLS. */
    NOT_TLS(
            "the server does not speak TLS on this port",
            "Check scheme and port of the server URL; perhaps it is http://."),
    /** Anything else. */
    OTHER(
            "the encrypted connection could not be made",
            "See the cause; the versions of TLS on both sides may not meet.");

    private final String text;
    private final String hint;

    TlsProblem(String text, String hint) {
        this.text = text;
        this.hint = hint;
    }

    /** What is wrong, as half a sentence. */
    public String text() {
        return text;
    }

    /** What to do. */
    public String hint() {
        return hint;
    }

    /** Reads it from an exception of the JDK's; empty if it has nothing to do with TLS. */
    public static Optional<TlsProblem> of(Throwable thrown) {
        boolean tls = false;
        TlsProblem found = OTHER;
        int depth = 0;
        for (Throwable each = thrown; each != null && depth < 20; each = each.getCause(), depth++) {
            tls |= each instanceof SSLException || each instanceof CertificateException;
            if (each instanceof CertificateExpiredException) {
                return Optional.of(EXPIRED);
            }
            if (each instanceof CertificateNotYetValidException) {
                return Optional.of(NOT_YET_VALID);
            }
            found = found == OTHER ? read(each) : found;
        }
        return tls ? Optional.of(found) : Optional.empty();
    }

    private static TlsProblem read(Throwable each) {
        String message = Optional.ofNullable(each.getMessage()).orElse("");
        if (each instanceof CertPathBuilderException || message.contains("PKIX path building failed")) {
            return UNKNOWN_AUTHORITY;
        }
        if (each instanceof CertificateException && message.startsWith("No ")) {
            return WRONG_HOST;
        }
        return message.contains("Unsupported or unrecognized SSL message") ? NOT_TLS : OTHER;
    }
}
