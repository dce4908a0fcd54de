package io.aiops.gitea;

import io.aiops.gitea.Answer.Body;
import io.aiops.gitea.GiteaException.Cancelled;
import io.aiops.service.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Sends one call once and follows its redirects. The token goes to the server it is for and to nobody else. */
final class Exchange implements AutoCloseable {

    private static final String AGENT = "aiops-gitea";
    private static final int PAGE_OF_AN_ERROR = 64 * 1024;

    private final HttpClient http;
    private final ServerUrl server;
    private final Secret token;
    private final RequestLimits limits;
    private final Redirects redirects;
    private final Map<Long, CompletableFuture<?>> underWay = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile boolean closed;

    Exchange(HttpClient http, ServerUrl server, Secret token, RequestLimits limits) {
        this.http = http;
        this.server = server;
        this.token = token;
        this.limits = limits;
        this.redirects = new Redirects(server);
    }

    /** The answer, whatever its status; no longer than the given time. */
    Answer send(HttpCall call, int attempt, Duration left) {
        Duration own = call.download() ? limits.downloadStart() : limits.forBody(call.sentBytes());
        Duration limit = own.compareTo(left) < 0 ? own : left;
        URI target = server.api(call.target());
        for (int hop = 0; ; hop++) {
            Answer answer = once(call, target, attempt, limit);
            if (!redirects.leads(answer)) {
                return answer;
            }
            target = redirects.next(call, answer, hop);
        }
    }

    /** Ends the calls that are under way, and those to come before they begin. */
    @Override
    public void close() {
        closed = true;
        underWay.values().forEach(coming -> coming.cancel(true));
    }

    private Answer once(HttpCall call, URI target, int attempt, Duration limit) {
        if (closed) {
            throw ofClosedClient(call, attempt);
        }
        CompletableFuture<HttpResponse<Body>> coming = begin(call, target, attempt);
        long number = numbers.incrementAndGet();
        underWay.put(number, coming);
        if (closed) {
            coming.cancel(true);
        }
        try {
            HttpResponse<Body> response = coming.get(Math.max(1, limit.toNanos()), TimeUnit.NANOSECONDS);
            return new Answer(response.statusCode(), response.headers(), response.body(), target, attempt);
        } catch (CancellationException ended) {
            throw ofClosedClient(call, attempt);
        } catch (ExecutionException failed) {
            // A closing client ends its requests in more than one way.
            throw closed ? ofClosedClient(call, attempt) : Faults.of(call, asIo(failed), attempt);
        } catch (TimeoutException late) {
            coming.cancel(true);
            IOException tooLate = new HttpTimeoutException("no answer within " + limit.toMillis() + " ms");
            tooLate.addSuppressed(late);
            throw Faults.of(call, tooLate, attempt);
        } catch (InterruptedException interrupted) {
            coming.cancel(true);
            throw cancelled(call, attempt, interrupted);
        } finally {
            underWay.remove(number);
        }
    }

    private CompletableFuture<HttpResponse<Body>> begin(HttpCall call, URI target, int attempt) {
        try {
            return http.sendAsync(request(call, target), info -> reader(call, info));
        } catch (RejectedExecutionException closing) {
            throw ofClosedClient(call, attempt);
        }
    }

    private static Cancelled ofClosedClient(HttpCall call, int attempt) {
        return new Cancelled(
                call.failed("The client was closed; make a new one.").withAttempts(attempt));
    }

    /** Restores the interrupt. */
    static Cancelled cancelled(HttpCall call, int attempt, InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        String hint = call.reading() ? "Ask again if it is still wanted." : "The server may have carried it out; look.";
        return new Cancelled(call.failed(hint).withAttempts(attempt).because(interrupted));
    }

    private HttpRequest request(HttpCall call, URI target) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .version(HttpClient.Version.HTTP_1_1)
                .header("User-Agent", AGENT)
                .header("Accept", call.download() ? "*/*" : "application/json");
        if (server.sameOrigin(target) && !token.reveal().isEmpty()) {
            request.header("Authorization", "token " + token.reveal());
        }
        call.body().ifPresent(body -> request.header("Content-Type", body.type()));
        return request.method(
                        call.method(),
                        call.body().map(body -> body.publisher().get()).orElseGet(BodyPublishers::noBody))
                .build();
    }

    private BodySubscriber<Body> reader(HttpCall call, ResponseInfo info) {
        if (info.statusCode() < 200 || info.statusCode() >= 300) {
            return BodySubscribers.mapping(
                    BoundedBytes.cutting(PAGE_OF_AN_ERROR), bytes -> new Body(Optional.of(bytes), Optional.empty()));
        }
        if (call.download()) {
            return BodySubscribers.mapping(
                    new BodyStream(limits.idle()), stream -> new Body(Optional.empty(), Optional.of(stream)));
        }
        return BodySubscribers.mapping(
                BoundedBytes.refusing(call.largestAnswer()), bytes -> new Body(Optional.of(bytes), Optional.empty()));
    }

    private static IOException asIo(ExecutionException failed) {
        return failed.getCause() instanceof IOException known ? known : new IOException(failed.toString(), failed);
    }
}
