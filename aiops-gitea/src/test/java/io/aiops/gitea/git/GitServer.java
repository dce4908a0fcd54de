package io.aiops.gitea.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Real {@code git http-backend} on loopback: wants a token, and keeps what came in. */
public final class GitServer implements AutoCloseable {

    /** The token that is let in. */
    public static final String TOKEN = "right-token-0123456789";

    /** One request that reached git. */
    public record Seen(String method, String path, long length, String authorization) {}

    private final Path root;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Integer> failures = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Boolean> lost = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Runnable> before = new ConcurrentLinkedQueue<>();
    private volatile boolean html;

    /** Starts it. */
    public GitServer(Path root) throws IOException {
        this(root, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50));
    }

    /** Starts it with what listens. */
    GitServer(Path root, HttpServer server) throws IOException {
        this.root = root;
        this.server = server;
        Files.createDirectories(root);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Creates an empty repository whose HEAD is main. */
    public Path create(String name) {
        Path bare = root.resolve(name + ".git");
        git(root, "init", "-q", "--bare", "--initial-branch=main", bare.toString());
        git(bare, "config", "http.receivepack", "true");
        git(bare, "config", "receive.fsckObjects", "true");
        git(bare, "config", "uploadpack.allowFilter", "true");
        return bare;
    }

    /** The address of a repository without any proxy. */
    public URI url(String name) {
        return URI.create("http://127.0.0.1:" + port() + "/" + name + ".git");
    }

    /** What came in so far. */
    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** Forgets what came in. */
    public void forget() {
        seen.clear();
    }

    /** Answers the next push with a status, before git sees it. */
    public void failNext(int status) {
        failures.add(status);
    }

    /** Lets git do the next push, and then loses the answer. */
    public void loseNextAnswer() {
        lost.add(true);
    }

    /** Runs something when the next push has come in, before git sees it. */
    public void beforeNextPush(Runnable action) {
        before.add(action);
    }

    /** Answers everything with a login page. */
    public void speakHtml(boolean now) {
        html = now;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String authorization = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        byte[] rest = new byte[64 * 1024];
        try (exchange) {
            if (html) {
                reply(exchange, 200, "text/html", "<html>please log in</html>");
                return;
            }
            String allowed = Base64.getEncoder().encodeToString(("token:" + TOKEN).getBytes(StandardCharsets.UTF_8));
            if (!authorization.equals("Basic " + allowed)) {
                drain(exchange.getRequestBody(), rest);
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"Gitea\"");
                reply(exchange, 401, "text/plain", "who are you?");
                return;
            }
            if (path.startsWith("/moved")) {
                exchange.getResponseHeaders().set("Location", url("new-name") + "/info/refs?service=x");
                reply(exchange, 301, "text/plain", "");
                return;
            }
            if (path.startsWith("/forbidden")) {
                drain(exchange.getRequestBody(), rest);
                reply(exchange, 403, "text/plain", "repository is archived");
                return;
            }
            if (!Files.isDirectory(root.resolve(path.substring(1).replaceAll("\\.git/.*", ".git")))) {
                reply(exchange, 404, "text/plain", "Not found.");
                return;
            }
            long length = Long.parseLong(
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Length"))
                            .orElse("0"));
            seen.add(new Seen(exchange.getRequestMethod(), path, length, authorization));
            if (path.endsWith("git-receive-pack")) {
                Integer status = failures.poll();
                if (status != null) {
                    drain(exchange.getRequestBody(), rest);
                    reply(exchange, status, "text/plain", "not now");
                    return;
                }
            }
            cgi(exchange, path, rest);
        } catch (IOException cut) {
            exchange.close();
        }
    }

    private void cgi(HttpExchange exchange, String path, byte[] buffer) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("git", "http-backend").redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> env = builder.environment();
        env.put("GIT_PROJECT_ROOT", root.toString());
        env.put("GIT_HTTP_EXPORT_ALL", "1");
        env.put("GIT_CONFIG_NOSYSTEM", "1");
        env.put("HOME", root.toString());
        env.put("REQUEST_METHOD", exchange.getRequestMethod());
        env.put("PATH_INFO", path);
        env.put(
                "QUERY_STRING",
                Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""));
        env.put("REMOTE_USER", "it");
        header(exchange, "Content-Type", env, "CONTENT_TYPE");
        header(exchange, "Content-Encoding", env, "HTTP_CONTENT_ENCODING");
        header(exchange, "Content-Length", env, "CONTENT_LENGTH");
        header(exchange, "Git-Protocol", env, "GIT_PROTOCOL");
        Process process = builder.start();
        try {
            boolean push = path.endsWith("git-receive-pack");
            // All of the body first: so an action of a test stands between what was sent and what git does.
            Path body = Files.createTempFile("body", null);
            try {
                Files.copy(exchange.getRequestBody(), body, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                Runnable action = push ? before.poll() : null;
                if (action != null) {
                    action.run();
                }
                try (OutputStream in = process.getOutputStream()) {
                    Files.copy(body, in);
                } catch (IOException gitHadEnough) {
                    process.getOutputStream();
                }
            } finally {
                Files.delete(body);
            }
            answer(exchange, process, buffer, push && Boolean.TRUE.equals(lost.poll()));
        } finally {
            process.destroy();
        }
    }

    private static void answer(HttpExchange exchange, Process process, byte[] buffer, boolean lose) throws IOException {
        try (InputStream out = new BufferedInputStream(process.getInputStream())) {
            int status = 200;
            for (String line = line(out); !line.isEmpty(); line = line(out)) {
                int colon = line.indexOf(':');
                String name = line.substring(0, colon);
                String value = line.substring(colon + 1).strip();
                if (name.equals("Status")) {
                    status = Integer.parseInt(value.substring(0, 3));
                } else {
                    exchange.getResponseHeaders().set(name, value);
                }
            }
            if (lose) {
                drain(out, buffer);
                throw new IOException("lost on purpose");
            }
            exchange.sendResponseHeaders(status, 0);
            out.transferTo(exchange.getResponseBody());
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    private static void header(HttpExchange exchange, String name, Map<String, String> env, String as) {
        String value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
            env.put(as, value);
        }
    }

    private static void drain(InputStream in, byte[] buffer) throws IOException {
        while (in.read(buffer) >= 0) {
            continue;
        }
    }

    private static void reply(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Runs git and returns what it said. */
    public static String git(Path folder, String... arguments) {
        try {
            List<String> command = new java.util.ArrayList<>(List.of(
                    "git", "-c", "user.name=it", "-c", "user.email=it@example.invalid", "-c", "core.quotePath=false"));
            command.addAll(List.of(arguments));
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
            builder.environment().put("HOME", folder.toString());
            builder.environment().put("GIT_TERMINAL_PROMPT", "0");
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError("git " + String.join(" ", arguments) + ": " + said);
            }
            return said.strip();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
