package io.aiops.gitea.connection;

import io.aiops.gitea.ServerUrl;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Requests on a bare socket of which only headers are sent and only headers are read. The JDK's client is no use here, since
 * it reads nothing before it has sent a whole body.
 */
final class RawHttp {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");
    private static final int LONGEST_HEAD = 32 * 1024;

    private final ServerUrl server;
    private final SSLContext tls;
    private final boolean checkHost;
    private final Duration limit;

    RawHttp(GiteaConnection connection, Duration limit) {
        this.server = connection.server();
        this.tls = connection.trust().context();
        this.checkHost = !connection.insecure();
        this.limit = limit;
    }

    /** Status and headers, the names of these in lower case. */
    record Head(int status, Map<String, String> headers) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }
    }

    /** Looks up the name. */
    InetAddress[] addresses() throws UnknownHostException {
        return InetAddress.getAllByName(server.host());
    }

    /** Connects, and shakes hands where the address says https. */
    Socket connect() throws IOException {
        Socket plain = new Socket();
        boolean done = false;
        try {
            plain.connect(new InetSocketAddress(server.host(), server.port()), (int) limit.toMillis());
            plain.setSoTimeout((int) limit.toMillis());
            plain.setTcpNoDelay(true);
            Socket ready = server.secure() ? encrypted(plain) : plain;
            done = true;
            return ready;
        } finally {
            if (!done) {
                plain.close();
            }
        }
    }

    /** The head of an answer, or nothing if it does not come within the time. */
    Optional<Head> head(String method, String path, Map<String, String> headers, Duration wait) throws IOException {
        try (Socket socket = connect()) {
            StringBuilder request =
                    new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\n");
            request.append("Host: ").append(server.value().getRawAuthority()).append("\r\n");
            request.append("User-Agent: aiops-gitea\r\nConnection: close\r\n");
            headers.forEach((name, value) ->
                    request.append(name).append(": ").append(value).append("\r\n"));
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return read(socket, wait);
        }
    }

    private Socket encrypted(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, server.host(), server.port(), true);
        if (checkHost) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    private static Optional<Head> read(Socket socket, Duration wait) throws IOException {
        long end = System.nanoTime() + wait.toNanos();
        StringBuilder text = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (text.indexOf("\r\n\r\n") < 0) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return Optional.empty();
            }
            socket.setSoTimeout((int) left);
            int next;
            try {
                next = in.read();
            } catch (SocketTimeoutException silent) {
                return Optional.empty();
            }
            if (next < 0) {
                throw new IOException("the connection was closed without an answer");
            }
            if (text.length() >= LONGEST_HEAD) {
                throw new IOException("the headers of the answer have no end");
            }
            text.append((char) next);
        }
        return Optional.of(parse(text.toString()));
    }

    private static Head parse(String text) throws IOException {
        String[] lines = text.split("\r\n");
        Matcher status = STATUS.matcher(lines[0]);
        if (!status.matches()) {
            throw new IOException("what answers does not speak HTTP");
        }
        Map<String, String> headers = new HashMap<>();
        for (int index = 1; index < lines.length; index++) {
            int colon = lines[index].indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(
                        lines[index].substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        lines[index].substring(colon + 1).strip());
            }
        }
        return new Head(Integer.parseInt(status.group(1)), Map.copyOf(headers));
    }
}
