package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a server answered. */
record Answer(int status, byte[] bytes, HttpResponse<byte[]> response) {

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    JsonNode json() {
        try {
            return JsonText.mapper().readTree(bytes);
        } catch (java.io.IOException e) {
            throw new IllegalStateException("no JSON: " + text(), e);
        }
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }
}
