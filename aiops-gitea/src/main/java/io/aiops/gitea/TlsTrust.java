package io.aiops.gitea;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are believed: the JDK's authorities, and those of one PEM file besides.
 *
 * @param authority a PEM file with one or more certificates to believe as well
 * @param insecure whether any certificate is believed; then nothing keeps a stranger from reading the token
 */
public record TlsTrust(Optional<Path> authority, boolean insecure) {

    /** The JDK's authorities alone. */
    public static TlsTrust ofTheJdk() {
        return new TlsTrust(Optional.empty(), false);
    }

    /**
     * Makes the context for connections; reads the PEM file each time.
     *
     * @throws AiOpsException {@code INVALID_SETTING} if the PEM file cannot be read or holds no certificate
     */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(), null);
            return context;
        } catch (GeneralSecurityException failed) {
            throw new AiOpsException(ErrorCode.INTERNAL, "the JDK cannot make a TLS context", failed);
        }
    }

    private TrustManager @Nullable [] managers() throws GeneralSecurityException {
        if (insecure) {
            return new TrustManager[] {new EveryCertificate()};
        }
        return authority.isEmpty() ? null : withAuthorities(read(authority.get()));
    }

    private static TrustManager[] withAuthorities(Collection<? extends Certificate> more)
            throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, null);
        } catch (IOException impossible) {
            throw new GeneralSecurityException(impossible);
        }
        int number = 0;
        for (X509Certificate known : ofJdk()) {
            store.setCertificateEntry("jdk-" + number++, known);
        }
        for (Certificate own : more) {
            store.setCertificateEntry("own-" + number++, own);
        }
        return factory(store).getTrustManagers();
    }

    private static X509Certificate[] ofJdk() throws GeneralSecurityException {
        return Arrays.stream(factory(null).getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
                .toArray(X509Certificate[]::new);
    }

    private static TrustManagerFactory factory(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static Collection<? extends Certificate> read(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new AiOpsException(
                        ErrorCode.INVALID_SETTING, "CA file " + pem + " holds no certificate; it must be PEM");
            }
            return found;
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new AiOpsException(
                    ErrorCode.INVALID_SETTING,
                    "CA file " + pem + " cannot be read as PEM certificates; check the path and the format",
                    unreadable);
        }
    }
}
