package io.aiops.gitea.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust. One object is meant to be kept and used for all calls to the same server: connections are kept by it.
 * Immutable.
 */
public final class TlsSettings {

    private static final TlsSettings SYSTEM = new TlsSettings(null, false);

    private final @Nullable SSLContext context;
    private final boolean insecure;

    private TlsSettings(@Nullable SSLContext context, boolean insecure) {
        this.context = context;
        this.insecure = insecure;
    }

    /** Trusts what the Java installation trusts. */
    public static TlsSettings system() {
        return SYSTEM;
    }

    /** Trusts what a context of the caller trusts. */
    public static TlsSettings of(SSLContext context) {
        return new TlsSettings(context, false);
    }

    /**
     * Trusts the certificates of a PEM file and no others.
     *
     * @throws GitException {@code TLS} if the file cannot be read or holds no certificate
     */
    public static TlsSettings trusting(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + count++, certificate);
            }
            if (count == 0) {
                throw new GitException(GitFault.TLS, pem + " holds no certificate; give a PEM file of the server's CA");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return new TlsSettings(context(trust.getTrustManagers()), false);
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new GitException(
                    GitFault.TLS, pem + " cannot be read as a PEM file of certificates: " + unreadable, unreadable);
        }
    }

    /** Trusts anybody, also an attacker in between. Only for a test set-up whose certificate cannot be had. */
    public static TlsSettings insecure() {
        try {
            return new TlsSettings(context(new TrustManager[] {new TrustAnybody()}), true);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java installation has no TLS", impossible);
        }
    }

    /** Whether anybody is trusted; worth a warning wherever it is shown. */
    public boolean isInsecure() {
        return insecure;
    }

    Optional<SSLContext> context() {
        return Optional.ofNullable(context);
    }

    private static SSLContext context(TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust, null);
        return context;
    }
}
