package io.aiops.gitea;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate and the authority that signed it, made by the JDK's keytool; {@code pem} is the authority's. */
public record TestCertificate(Path store, Path pem) {

    private static final String PASSWORD = "changeit";

    public static TestCertificate make(Path folder, String name, String alternative, String begin, int days) {
        Path authority = folder.resolve(name + "-authority.p12");
        Path store = folder.resolve(name + ".p12");
        Path request = folder.resolve(name + ".csr");
        Path signed = folder.resolve(name + ".crt");
        Path pem = folder.resolve(name + ".pem");
        keytool(authority, "-genkeypair -keyalg EC -dname CN=authority -ext bc:c -startdate -30d -validity 60");
        keytool(authority, "-exportcert -rfc -file " + pem);
        keytool(store, "-genkeypair -keyalg EC -dname CN=" + name);
        keytool(store, "-certreq -file " + request);
        keytool(
                authority,
                "-gencert -rfc -infile " + request + " -outfile " + signed + " -ext SAN=" + alternative + " -startdate "
                        + begin + " -validity " + days);
        keytool(store, "-importcert -noprompt -alias authority -file " + pem, "");
        keytool(store, "-importcert -noprompt -file " + signed);
        return new TestCertificate(store, pem);
    }

    /** What a server needs to show the certificate. */
    public SSLContext server() {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void keytool(Path store, String arguments) {
        keytool(store, arguments, " -alias mine");
    }

    /** Folders of tests have no blanks in their names. */
    private static void keytool(Path store, String arguments, String alias) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        String all = arguments + alias + " -storetype PKCS12 -storepass " + PASSWORD + " -keystore " + store;
        command.addAll(List.of(all.split(" ")));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
