package io.aiops.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Speaks to a server as a person with a token does, or as nobody. */
public final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final HttpClient http;
    private final URI server;
    private final Optional<String> token;

    private Api(HttpClient http, URI server, Optional<String> token) {
        this.http = http;
        this.server = server;
        this.token = token;
    }

    /** Nobody. */
    public static Api at(URI server) {
        return new Api(
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), server, Optional.empty());
    }

    /** Somebody with a token. */
    public Api with(String accessToken) {
        return new Api(http, server, Optional.of(accessToken));
    }

    /** Signs in. */
    public Api signIn(String username, String password) {
        Answer answer = post("/api/v1/auth/login", Map.of("username", username, "password", password));
        if (answer.status() != 200) {
            throw new IllegalStateException("cannot sign in: " + answer);
        }
        return with(answer.json().path("access_token").asText());
    }

    /** The token it comes with. */
    public String token() {
        return token.orElseThrow();
    }

    /**
     * What came back.
     *
     * @param status the status
     * @param body the body as text
     * @param response headers and all
     */
    public record Answer(int status, String body, HttpResponse<?> response) {

        /** The body as JSON. */
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException noJson) {
                throw new UncheckedIOException("no JSON: " + body, noJson);
            }
        }

        /** The stable code of a problem. */
        public String code() {
            return json().path("code").asText();
        }

        /** A header; empty text if there is none. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        @Override
        public String toString() {
            return status + " " + body;
        }
    }

    /** GET. */
    public Answer get(String path) {
        return send(request(path).GET());
    }

    /** POST of JSON. */
    public Answer post(String path, Object body) {
        return json("POST", path, body);
    }

    /** Any method with JSON. */
    public Answer json(String method, String path, Object body) {
        try {
            String text = body instanceof String given ? given : JSON.writeValueAsString(body);
            return send(request(path)
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(text)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** DELETE. */
    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    /** A request to finish. */
    public HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path)).timeout(LIMIT);
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request;
    }

    /** Sends it and reads the whole answer. */
    public Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body(), answer);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Sends it and gives the body as it comes. */
    public HttpResponse<InputStream> open(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
