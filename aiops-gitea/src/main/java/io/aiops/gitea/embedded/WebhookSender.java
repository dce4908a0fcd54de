package io.aiops.gitea.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sends a delivery once, signed as Gitea signs. Follows no redirect, and calls no link-local address. Thread-safe. */
final class WebhookSender implements AutoCloseable {

    private static final int LONGEST_ANSWER = 64 * 1024;

    private final Duration timeout;
    private final Set<HttpURLConnection> open = ConcurrentHashMap.newKeySet();

    WebhookSender(Duration timeout) {
        this.timeout = timeout;
    }

    /** The status that came back. */
    int send(OutboxEntry entry, WebhookRequest request) throws IOException {
        requireAllowed(request.target().getHost());
        byte[] body = entry.payload().getBytes(StandardCharsets.UTF_8);
        HttpURLConnection connection =
                (HttpURLConnection) request.target().toURL().openConnection();
        open.add(connection);
        try {
            connection.setRequestMethod("POST");
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout((int) timeout.toMillis());
            connection.setReadTimeout((int) timeout.toMillis());
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            // A connection that is kept would keep a thread alive after the server has stopped.
            connection.setRequestProperty("Connection", "close");
            connection.setRequestProperty("Content-Type", "application/json");
            describe(connection, entry, request, body);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            int status = connection.getResponseCode();
            drain(connection, status);
            return status;
        } finally {
            open.remove(connection);
            connection.disconnect();
        }
    }

    /** Cuts what is under way. */
    @Override
    public void close() {
        open.forEach(HttpURLConnection::disconnect);
    }

    private static void describe(HttpURLConnection connection, OutboxEntry entry, WebhookRequest request, byte[] body) {
        String sha256 = request.secret()
                .map(key -> sign("HmacSHA256", key.reveal(), body))
                .orElse("");
        String sha1 = request.secret()
                .map(key -> sign("HmacSHA1", key.reveal(), body))
                .orElse("");
        for (String maker : new String[] {"X-Gitea-", "X-Gogs-", "X-GitHub-"}) {
            connection.setRequestProperty(maker + "Delivery", entry.id());
            connection.setRequestProperty(maker + "Event", entry.event());
            connection.setRequestProperty(maker + "Event-Type", entry.event());
        }
        connection.setRequestProperty("X-Gitea-Hook-Installation-Target-Type", "repository");
        connection.setRequestProperty("X-Gitea-Signature", sha256);
        connection.setRequestProperty("X-Gogs-Signature", sha256);
        connection.setRequestProperty("X-Hub-Signature", sha1.isEmpty() ? "" : "sha1=" + sha1);
        connection.setRequestProperty("X-Hub-Signature-256", sha256.isEmpty() ? "" : "sha256=" + sha256);
        request.authorization().ifPresent(value -> connection.setRequestProperty("Authorization", value.reveal()));
    }

    private static String sign(String algorithm, String key, byte[] body) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
            return HexFormat.of().formatHex(mac.doFinal(body)).toLowerCase(Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    private static void requireAllowed(String host) throws IOException {
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (address.isLinkLocalAddress() || address.isMulticastAddress() || address.isAnyLocalAddress()) {
                throw new IOException(host + " is an address that webhooks may not call");
            }
        }
    }

    private static void drain(HttpURLConnection connection, int status) throws IOException {
        Optional<InputStream> answer =
                Optional.ofNullable(status >= 400 ? connection.getErrorStream() : connection.getInputStream());
        if (answer.isPresent()) {
            try (InputStream in = answer.get()) {
                in.readNBytes(LONGEST_ANSWER);
            }
        }
    }
}
