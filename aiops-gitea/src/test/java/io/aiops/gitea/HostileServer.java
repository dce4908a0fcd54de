package io.aiops.gitea;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ServerSocketFactory;

/** A server on bare sockets that answers, lies, stalls and cuts as a test says. One request a connection. */
public final class HostileServer implements AutoCloseable {

    private final ServerSocket listener;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "hostile-server");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private volatile Function<Request, Reply> otherwise = request -> Reply.status(404, "{\"message\":\"not found\"}");

    private volatile Function<Request, Optional<Reply>> early = request -> Optional.empty();

    /** What came. */
    public record Request(String method, String target, Map<String, String> headers, byte[] body) {
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        public String path() {
            int query = target.indexOf('?');
            return query < 0 ? target : target.substring(0, query);
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** What goes back; the bytes are written as they are, then the connection is closed. */
    public interface Reply {
        void write(OutputStream out) throws IOException;

        static Reply json(String body) {
            return status(200, body);
        }

        static Reply status(int status, String body, String... headers) {
            return of(status, "application/json", body, headers);
        }

        static Reply html(int status, String body, String... headers) {
            return of(status, "text/html", body, headers);
        }

        static Reply of(int status, String type, String body, String... headers) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\nConnection: close\r\n");
            head.append("Content-Type: ").append(type).append("\r\n");
            if (status != 204) {
                head.append("Content-Length: ").append(bytes.length).append("\r\n");
            }
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            return raw(head.append("\r\n") + body);
        }

        static Reply raw(String all) {
            return out -> out.write(all.getBytes(StandardCharsets.UTF_8));
        }

        /** Cuts without a word. */
        static Reply cut() {
            return out -> {};
        }

        /** Says nothing until the server is closed. */
        static Reply silence() {
            return new Reply() {
                @Override
                public void write(OutputStream out) throws IOException {
                    awaitForever();
                }
            };
        }

        /** The first so many bytes of a reply, then nothing more. */
        static Reply stall(Reply reply, int bytes) {
            return out -> {
                out.write(reply.bytes(), 0, bytes);
                out.flush();
                awaitForever();
            };
        }

        /** The first so many bytes of a reply, then the connection is cut. */
        static Reply cutAfter(Reply reply, int bytes) {
            return out -> out.write(reply.bytes(), 0, bytes);
        }

        default byte[] bytes() throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            write(all);
            return all.toByteArray();
        }

        private static void awaitForever() throws IOException {
            try {
                new java.util.concurrent.CountDownLatch(1).await();
            } catch (InterruptedException ended) {
                throw new IOException("the server was closed", ended);
            }
        }
    }

    private HostileServer(ServerSocket listener, String scheme) {
        this.listener = listener;
        this.scheme = scheme;
        threads.execute(this::accept);
    }

    public static HostileServer start() {
        return start(ServerSocketFactory.getDefault(), "http");
    }

    public static HostileServer start(ServerSocketFactory factory, String scheme) {
        try {
            return new HostileServer(factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress()), scheme);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public URI url() {
        return URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort());
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Answers in this order first. */
    public HostileServer then(Reply... next) {
        replies.addAll(List.of(next));
        return this;
    }

    /** Answers so when nothing else is said. */
    public HostileServer otherwise(Function<Request, Reply> answer) {
        otherwise = answer;
        return this;
    }

    /** Answers so after the headers, without the body. */
    public HostileServer early(Function<Request, Optional<Reply>> answer) {
        early = answer;
        return this;
    }

    public List<Request> requests() {
        return requests;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException | java.util.concurrent.RejectedExecutionException ended) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Request head = readHead(in);
            Optional<Reply> refusal = early.apply(head);
            Request request = refusal.isPresent() ? head : withBody(head, in);
            requests.add(request);
            Reply reply = refusal.orElseGet(() -> {
                Reply scripted = replies.poll();
                return scripted == null ? otherwise.apply(request) : scripted;
            });
            OutputStream out = socket.getOutputStream();
            reply.write(out);
            out.flush();
        } catch (IOException gone) {
            // Clients hang up; that is what the tests are about.
            open.remove(socket);
        }
    }

    private static Request readHead(InputStream in) throws IOException {
        String head = head(in);
        String[] lines = head.split("\r\n");
        String[] first = lines[0].split(" ");
        Map<String, String> headers = new HashMap<>();
        for (int index = 1; index < lines.length; index++) {
            int colon = lines[index].indexOf(':');
            headers.put(
                    lines[index].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[index].substring(colon + 1).strip());
        }
        return new Request(first[0], first[1], headers, new byte[0]);
    }

    private static Request withBody(Request head, InputStream in) throws IOException {
        String length = head.header("content-length");
        int bytes = length.isEmpty() ? 0 : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(length));
        return new Request(head.method(), head.target(), head.headers(), in.readNBytes(bytes));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("hung up");
            }
            text.append((char) next);
        }
        return text.toString();
    }
}
