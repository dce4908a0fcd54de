package io.aiops.gitea;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What came back: status, headers, and either all bytes or a stream of them. */
final class Answer {

    private final int status;
    private final HttpHeaders headers;
    private final Body body;
    private final URI from;
    private final int attempts;

    /** Exactly one of both is there. */
    record Body(Optional<Bytes> bytes, Optional<BodyStream> stream) {}

    /** The bytes of a body; a class of its own, since arrays in records compare by identity. */
    static final class Bytes {
        private final byte[] content;

        Bytes(byte[] content) {
            this.content = content;
        }

        byte[] content() {
            return content;
        }
    }

    Answer(int status, HttpHeaders headers, Body body, URI from, int attempts) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.from = from;
        this.attempts = attempts;
    }

    static Answer nothing(Answer like) {
        Body empty = new Body(Optional.of(new Bytes(new byte[0])), Optional.empty());
        return new Answer(204, like.headers, empty, like.from, like.attempts);
    }

    int status() {
        return status;
    }

    boolean good() {
        return status >= 200 && status < 300;
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    HttpHeaders headers() {
        return headers;
    }

    byte[] bytes() {
        return body.bytes().map(Bytes::content).orElseGet(() -> new byte[0]);
    }

    Optional<BodyStream> stream() {
        return body.stream();
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    URI from() {
        return from;
    }

    int attempts() {
        return attempts;
    }

    /** Whether a web page came, by its type or its first character. */
    boolean isPage() {
        String type = header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        return type.contains("html") || text().stripLeading().startsWith("<");
    }
}
