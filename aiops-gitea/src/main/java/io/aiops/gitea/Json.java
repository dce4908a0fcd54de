package io.aiops.gitea;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.aiops.gitea.GiteaException.Protocol;
import io.aiops.gitea.HttpCall.Content;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;

/** Bodies to and from JSON. What a newer server adds is passed over. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .build();

    private Json() {}

    /**
     * Reads the answer of a call.
     *
     * @throws Protocol if a web page or anything else came that is not of that type
     */
    static <T> T read(HttpCall call, Answer answer, TypeReference<T> type) {
        requireJson(call, answer);
        try {
            T value = MAPPER.readValue(answer.bytes(), type);
            if (value != null) {
                return value;
            }
        } catch (IOException unreadable) {
            throw protocol(call, answer, "the answer cannot be read as JSON of that kind", Optional.of(unreadable));
        }
        throw protocol(call, answer, "the answer is null", Optional.empty());
    }

    /** Reads an answer as it is, or a missing node. */
    static JsonNode lenient(Answer answer) {
        try {
            JsonNode read = MAPPER.readTree(answer.bytes());
            return read == null ? MissingNode.getInstance() : read;
        } catch (IOException unreadable) {
            return MissingNode.getInstance();
        }
    }

    /** A body to send; what is absent in the map is absent on the wire. */
    static Content content(JsonFields fields) {
        try {
            byte[] bytes = MAPPER.writeValueAsBytes(fields.values());
            return new Content("application/json", bytes.length, () -> BodyPublishers.ofByteArray(bytes));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a map of texts, numbers and lists is always JSON", impossible);
        }
    }

    /** Refuses a web page, which means that something else than the API answered. */
    static void requireNoPage(HttpCall call, Answer answer) {
        if (answer.isPage()) {
            throw protocol(call, answer, "a web page came instead of JSON", Optional.empty());
        }
    }

    /** The node as a value of that type. */
    @SuppressWarnings("UnusedException") // quotes the answer
    static <T> T convert(HttpCall call, JsonNode node, TypeReference<T> type) {
        try {
            return MAPPER.convertValue(node, type);
        } catch (IllegalArgumentException unreadable) {
            String hint = "See which version of Gitea it is.";
            throw new Protocol(call.failed(hint), "the answer cannot be read as JSON of that kind");
        }
    }

    private static void requireJson(HttpCall call, Answer answer) {
        requireNoPage(call, answer);
        if (answer.bytes().length == 0) {
            throw protocol(call, answer, "an empty answer came instead of JSON", Optional.empty());
        }
    }

    private static Protocol protocol(HttpCall call, Answer answer, String what, Optional<Throwable> cause) {
        String hint = answer.isPage()
                ? "Check the sub-path of the server URL, and whether a sign-in page of a proxy stands before Gitea."
                : "See what answers at this address and which version of Gitea it is.";
        // The cause of unreadable JSON quotes the answer, so only its kind is told.
        String kind = cause.map(thrown -> " (" + thrown.getClass().getSimpleName() + ")")
                .orElse("");
        return new Protocol(
                new FailedCall(
                        call.method(),
                        call.shownPath(),
                        answer.status(),
                        "",
                        answer.attempts(),
                        hint,
                        Optional.empty()),
                what + kind);
    }
}
