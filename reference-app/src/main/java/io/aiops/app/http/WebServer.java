package io.aiops.app.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.NotFoundResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server: the calls of the API, the proxy to services, the pages. */
public final class WebServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WebServer.class);

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final long IDLE_MILLIS = 60_000;
    private static final int THREADS = 400;

    private final Json json;
    private final RestApi api;
    private final Pages pages = new Pages();
    private final Javalin javalin;

    private WebServer(Options options, RestApi api, Json json, io.javalin.http.Handler proxy) {
        this.api = api;
        this.json = json;
        SameOrigin sameOrigin = new SameOrigin(options.host(), options.allowedHosts());
        javalin = Javalin.create(config -> {
            configure(config);
            options.git()
                    .ifPresent(git -> config.jetty.modifyServletContextHandler(
                            context -> context.addServlet(new ServletHolder("git", git), "/git/*")));
            config.routes.before(context -> {
                SecurityHeaders.ALL.forEach(context::header);
                sameOrigin.check(context);
            });
            api.register(config.routes);
            for (HandlerType method : proxied()) {
                config.routes.addHttpHandler(method, "/ai/*", proxy);
            }
            config.routes.exception(NotFoundResponse.class, (nothing, context) -> fallBack(context));
            config.routes.exception(Exception.class, this::refuse);
        });
    }

    /**
     * How a server is set up.
     *
     * @param host the address to listen on
     * @param port the port; 0 picks one
     * @param allowedHosts further names under which it may be called
     * @param git a git server, served below {@code /git/} beside everything else
     */
    public record Options(String host, int port, List<String> allowedHosts, Optional<HttpServlet> git) {

        /** Without a git server. */
        public Options(String host, int port, List<String> allowedHosts) {
            this(host, port, allowedHosts, Optional.empty());
        }
    }

    /**
     * Starts a server.
     *
     * @throws BindException if somebody else has the port
     */
    public static WebServer start(Options options, RestApi api, Json json, io.javalin.http.Handler proxy)
            throws BindException {
        WebServer server = new WebServer(options, api, json, proxy);
        try {
            server.javalin.start(options.host(), options.port());
            return server;
        } catch (RuntimeException failed) {
            server.close();
            for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException || cause.getCause() instanceof BindException) {
                    BindException taken = new BindException("address in use");
                    taken.initCause(failed);
                    throw taken;
                }
            }
            throw failed;
        }
    }

    /**
     * Looks whether an address is free, before anything costly is done.
     *
     * @throws BindException if somebody else has it, or it is none of this machine
     */
    public static void requireFree(String host, int port) throws BindException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (BindException taken) {
            throw taken;
        } catch (IOException unusable) {
            BindException refused = new BindException(String.valueOf(unusable.getMessage()));
            refused.initCause(unusable);
            throw refused;
        }
    }

    /** The port it listens on. */
    public int port() {
        return javalin.port();
    }

    /** Stops listening and ends the calls under way; one that does not end in time is cut off. */
    @Override
    public void close() {
        try {
            javalin.stop();
        } catch (RuntimeException late) {
            log.debug("some calls did not end in time and were cut off", late);
        }
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.router.javaLangErrorHandler(this::refuse);
        config.http.generateEtags = false;
        config.http.compressionStrategy = io.javalin.compression.CompressionStrategy.NONE;
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 8);
        threads.setName("aiops-http");
        threads.setDaemon(true);
        config.jetty.threadPool = threads;
        config.jetty.modifyServletContextHandler(context -> context.setMaxFormKeys(Uploads.MOST_PARTS));
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setIdleTimeout(IDLE_MILLIS);
        });
        config.jetty.modifyServer(server -> {
            server.setStopTimeout(2_000);
            server.setErrorHandler(problemsOfJetty());
        });
    }

    /** What Jetty itself refuses, before a handler sees it, such as a path with an encoded slash. */
    private Handler problemsOfJetty() {
        return (request, response, callback) -> {
            Object status = request.getAttribute("org.eclipse.jetty.server.error_status");
            int code = status instanceof Integer number ? number : response.getStatus();
            String reason = code == 400 ? "the request or its path is malformed" : "the request was refused";
            write(Problems.of(new io.javalin.http.HttpResponseException(code, reason)), response, callback);
            return true;
        };
    }

    private void write(Problems.Answer answer, Response response, Callback callback) {
        response.setStatus(answer.status());
        SecurityHeaders.ALL.forEach(response.getHeaders()::put);
        answer.headers().forEach(response.getHeaders()::put);
        response.getHeaders().put("Content-Type", "application/problem+json");
        Content.Sink.write(response, true, new String(json.write(answer.body()), StandardCharsets.UTF_8), callback);
    }

    private void refuse(Exception thrown, Context context) {
        if (context.res().isCommitted()) {
            return;
        }
        Problems.Answer answer = Problems.of(thrown);
        context.status(answer.status());
        answer.headers().forEach(context::header);
        context.header("Cache-Control", "no-store");
        context.contentType("application/problem+json").result(json.write(answer.body()));
    }

    private void refuse(HttpServletResponse response, Error thrown) {
        Problems.Answer answer = Problems.of(thrown);
        if (response.isCommitted()) {
            return;
        }
        try {
            response.setStatus(answer.status());
            response.setContentType("application/problem+json");
            response.getOutputStream().write(json.write(answer.body()));
        } catch (IOException clientGone) {
            LOG.debug("nobody waits for an answer any more", clientGone);
        }
    }

    private void fallBack(Context context) {
        try {
            boolean reading = Stream.of("GET", "HEAD").anyMatch(context.req().getMethod()::equals);
            List<String> methods = api.methodsOf(context.path());
            if (!methods.isEmpty()) {
                throw new ProblemException(
                                405, "METHOD_NOT_ALLOWED", context.req().getMethod() + " is not possible here")
                        .header("Allow", RestApi.allow(methods));
            }
            if (context.path().startsWith("/api/") || !reading || !pages.serve(context)) {
                throw new ProblemException(404, "NOT_FOUND", "there is nothing at this path");
            }
        } catch (ProblemException | IOException refused) {
            refuse(refused, context);
        }
    }

    private static List<HandlerType> proxied() {
        return List.of(
                HandlerType.GET,
                HandlerType.POST,
                HandlerType.PUT,
                HandlerType.PATCH,
                HandlerType.DELETE,
                HandlerType.HEAD,
                HandlerType.OPTIONS);
    }
}
