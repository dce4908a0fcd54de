package io.aiops.gitea;

import java.net.http.HttpRequest.BodyPublisher;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One call of the API, before it becomes a request.
 *
 * @param method the method
 * @param path the encoded path below {@code /api/v1}
 * @param query the encoded query without its question mark, empty for none
 * @param body what to send
 * @param largestAnswer how many bytes an answer may have
 * @param download whether the body of a good answer is handed on as a stream
 */
record HttpCall(String method, String path, String query, Optional<Content> body, int largestAnswer, boolean download) {

    static final int SMALL = 64 * 1024;
    static final int ORDINARY = 1024 * 1024;
    static final int LARGE = 32 * 1024 * 1024;
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "PUT", "DELETE");

    /** A body that can be sent again. */
    record Content(String type, long length, Supplier<BodyPublisher> publisher) {}

    static HttpCall of(String method, String path) {
        return new HttpCall(method, path, "", Optional.empty(), ORDINARY, false);
    }

    static HttpCall get(String path) {
        return of("GET", path);
    }

    HttpCall with(String name, String value) {
        String pair = PathText.segment(name) + "=" + PathText.segment(value);
        return new HttpCall(method, path, query.isEmpty() ? pair : query + "&" + pair, body, largestAnswer, download);
    }

    HttpCall with(String name, Optional<String> value) {
        return value.map(text -> with(name, text)).orElse(this);
    }

    HttpCall sending(Content content) {
        return new HttpCall(method, path, query, Optional.of(content), largestAnswer, download);
    }

    HttpCall answeredWithin(int bytes) {
        return new HttpCall(method, path, query, body, bytes, download);
    }

    HttpCall asDownload() {
        return new HttpCall(method, path, query, body, largestAnswer, true);
    }

    /** Whether carrying it out twice is the same as once. */
    boolean repeatable() {
        return REPEATABLE.contains(method);
    }

    boolean reading() {
        return method.equals("GET") || method.equals("HEAD");
    }

    long sentBytes() {
        return body.map(Content::length).orElse(0L);
    }

    String shownPath() {
        return "/api/v1" + path;
    }

    String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    FailedCall failed(String hint) {
        return FailedCall.unanswered(method, shownPath(), hint);
    }
}
