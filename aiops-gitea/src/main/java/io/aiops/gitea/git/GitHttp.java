package io.aiops.gitea.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * Speaks HTTP/1.1 with git servers: follows no redirect, sends who asks with the first request, and ends what stalls or is
 * cancelled. Thread-safe; one thread of its own watches for stalls.
 */
final class GitHttp implements AutoCloseable {

    private static final int CLIENTS = 16;
    private static final int TICK_MILLIS = 200;

    private final GitTimeouts timeouts;
    private final Map<Optional<SSLContext>, HttpClient> clients = new LinkedHashMap<>();
    private final ScheduledExecutorService stalls = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "aiops-git-stalls");
        thread.setDaemon(true);
        return thread;
    });

    GitHttp(GitTimeouts timeouts) {
        this.timeouts = timeouts;
    }

    /**
     * Sends a request and waits for the head of its answer. The caller closes the body.
     *
     * @throws GitException for every answer but 200, and where none came
     */
    GitAnswer send(GitRequest request, Movement movement, Cancellation cancellation) {
        cancellation.check();
        CompletableFuture<HttpResponse<InputStream>> future =
                client(request.remote().tls()).sendAsync(built(request), HttpResponse.BodyHandlers.ofInputStream());
        Aborts aborts = new Aborts(future);
        ScheduledFuture<?> watch = stalls.scheduleWithFixedDelay(
                () -> abortStalled(movement, aborts), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        Cancellation.Registration registration = cancellation.onCancel(aborts);
        Runnable letGo = () -> {
            watch.cancel(false);
            registration.close();
        };
        try {
            movement.waitingForAnswer(!request.hasBody());
            HttpResponse<InputStream> response = future.get();
            movement.waitingForAnswer(false);
            aborts.answered(response.body());
            GitAnswer answer = new GitAnswer(
                    response.statusCode(),
                    response.headers(),
                    new WatchedBody(response.body(), request, movement, cancellation, letGo));
            return Refusals.accepted(request, answer);
        } catch (ExecutionException failed) {
            letGo.run();
            throw Refusals.broken(request, failed.getCause(), movement.timedOut(), cancellation);
        } catch (CancellationException aborted) {
            letGo.run();
            throw Refusals.broken(request, aborted, movement.timedOut(), cancellation);
        } catch (InterruptedException interrupted) {
            letGo.run();
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw Refusals.broken(request, interrupted, false, cancellation);
        }
    }

    private void abortStalled(Movement movement, Aborts aborts) {
        if (movement.stalled(timeouts)) {
            movement.timeOut();
            aborts.run();
        }
    }

    private HttpRequest built(GitRequest request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri());
        request.headers().forEach(builder::header);
        request.access().authorization().ifPresent(value -> builder.header("Authorization", value));
        return request.body() == null
                ? builder.GET().build()
                : builder.POST(request.body()).build();
    }

    private HttpClient client(Optional<SSLContext> tls) {
        synchronized (clients) {
            HttpClient known = clients.remove(tls);
            if (known == null) {
                HttpClient.Builder builder = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(timeouts.connect());
                tls.ifPresent(builder::sslContext);
                if (ProxySelector.getDefault() != null) {
                    builder.proxy(ProxySelector.getDefault());
                }
                known = builder.build();
            }
            clients.put(tls, known);
            if (clients.size() > CLIENTS) {
                clients.remove(clients.keySet().iterator().next());
            }
            return known;
        }
    }

    @Override
    public void close() {
        stalls.shutdownNow();
        synchronized (clients) {
            clients.clear();
        }
    }

    /** Ends an exchange, at whichever stage it is. */
    private static final class Aborts implements Runnable {

        private final CompletableFuture<HttpResponse<InputStream>> future;
        private volatile boolean aborted;
        private volatile InputStream body = InputStream.nullInputStream();

        Aborts(CompletableFuture<HttpResponse<InputStream>> future) {
            this.future = future;
        }

        void answered(InputStream stream) {
            body = stream;
            if (aborted) {
                run();
            }
        }

        @Override
        public void run() {
            aborted = true;
            future.cancel(true);
            try {
                body.close();
            } catch (IOException alreadyGone) {
                // The reader of the body learns of it by its own exception.
                return;
            }
        }
    }
}
