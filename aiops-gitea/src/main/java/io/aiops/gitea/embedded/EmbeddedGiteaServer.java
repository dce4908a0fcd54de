package io.aiops.gitea.embedded;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** An {@link EmbeddedGitea} on a loopback port of its own, with knobs for faults. Meant for tests. Thread-safe. */
public final class EmbeddedGiteaServer implements AutoCloseable {

    private static final Duration IDLE = Duration.ofMinutes(2);

    private final AtomicBoolean closed = new AtomicBoolean();
    private final EmbeddedGitea gitea;
    private final String path;
    private final Faults faults = new Faults();
    private final FaultHandler faultHandler;
    private final Server server;
    private final ServerConnector connector;

    private EmbeddedGiteaServer(EmbeddedGitea gitea, int port, String path) throws Exception {
        this.gitea = gitea;
        this.path = path;
        QueuedThreadPool threads = new QueuedThreadPool(64, 4);
        threads.setName("gitea-http");
        this.server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setUriCompliance(UriCompliance.DEFAULT.with(
                "escaped slashes",
                UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
        // No thread of its own accepts: one that is stopped in the middle leaves a connection open that nobody closes.
        this.connector = new ServerConnector(server, 0, 1, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", false, false);
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        context.addServlet(new ServletHolder(gitea.servlet()), path + "/*");
        this.faultHandler = new FaultHandler(faults, context);
        server.setHandler(faultHandler);
        server.start();
    }

    /**
     * Starts a server on a free port of 127.0.0.1; {@link #close()} closes the {@code gitea} too.
     *
     * @throws AiOpsException {@code START_FAILED} if it cannot be started
     */
    public static EmbeddedGiteaServer start(EmbeddedGitea gitea) {
        return start(gitea, 0, "");
    }

    /**
     * Starts a server on a port of 127.0.0.1, below a path.
     *
     * @param port 0 for a free one
     * @param path empty, or for instance {@code /git}
     * @throws AiOpsException {@code START_FAILED} if the port is taken
     */
    public static EmbeddedGiteaServer start(EmbeddedGitea gitea, int port, String path) {
        try {
            return new EmbeddedGiteaServer(gitea, port, path);
        } catch (Exception e) {
            gitea.close();
            throw new AiOpsException(
                    ErrorCode.START_FAILED, "the git server did not start on port " + port + ": " + e.getMessage(), e);
        }
    }

    /** Its address, with a slash at the end. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path + "/");
    }

    /** The knobs for faults. */
    public Faults faults() {
        return faults;
    }

    /** The server behind the port. */
    public EmbeddedGitea gitea() {
        return gitea;
    }

    /** Stops the port, its threads and the server behind it. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        // Nobody new, before those who wait are sent away: one of them may come back at once.
        connector.close();
        faultHandler.release();
        try {
            server.stop();
        } catch (Exception e) {
            throw new AiOpsException(ErrorCode.INTERNAL, "the git server did not stop", e);
        } finally {
            server.destroy();
            gitea.close();
        }
    }
}
