package io.aiops.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiops.service.Endpoint;
import io.aiops.service.HealthCheck;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a service for its health over HTTP. Reads a bounded part of the answer and waits a bounded time. Thread-safe. */
public final class HealthProbe {

    private static final int READ_AT_MOST = 4096;

    private final HttpClient client;
    private final ObjectMapper json = new ObjectMapper();

    /** A probe whose answers are handled on the given executor. */
    public HealthProbe(Executor executor) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(executor)
                .build();
    }

    /** Asks once. The future never fails and is done within about the check's timeout. */
    public CompletableFuture<ProbeResult> ask(Endpoint endpoint, HealthCheck check) {
        HttpRequest request = HttpRequest.newBuilder(endpoint.uri(check.path()))
                .timeout(check.timeout())
                .header("Accept", "application/json")
                .header("User-Agent", "aiops-health")
                .build();
        return client.sendAsync(request, answer -> new FirstBytes(READ_AT_MOST))
                .orTimeout(check.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> failure == null ? judge(check, response) : explain(check, failure));
    }

    private ProbeResult judge(HealthCheck check, HttpResponse<String> response) {
        String answered = "GET " + check.path() + " answered " + response.statusCode();
        if (response.statusCode() != 200) {
            return ProbeResult.unhealthy(answered + shown(response.body()));
        }
        try {
            JsonNode body = json.readTree(response.body());
            if (body != null && "healthy".equals(body.path("status").asText())) {
                return ProbeResult.HEALTHY;
            }
        } catch (JsonProcessingException notJson) {
            // falls through to the same words as any other body
        }
        return ProbeResult.unhealthy(answered + " but not {\"status\":\"healthy\"}" + shown(response.body()));
    }

    private static ProbeResult explain(HealthCheck check, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ConnectException) {
            return ProbeResult.unhealthy("nothing listens on its port yet");
        }
        if (cause instanceof HttpTimeoutException || cause instanceof TimeoutException) {
            return ProbeResult.unhealthy("GET " + check.path() + " had no answer within "
                    + check.timeout().toMillis() / 1000.0 + " s");
        }
        return ProbeResult.unhealthy("GET " + check.path() + " failed: " + cause);
    }

    private static String shown(String body) {
        String line = body.strip().replaceAll("\\p{Cntrl}+", " ");
        return line.isEmpty() ? "" : ": " + (line.length() > 200 ? line.substring(0, 200) + "…" : line);
    }
}
