package io.aiops.postgres;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;

/**
 * Writes and reads JSON columns. Durations are ISO-8601, names are snake_case, absent values are left out; unknown fields are
 * passed over and missing ones get their default, so that rows of an older or newer platform stay readable.
 */
final class JsonColumns {

    private final ObjectMapper mapper = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS, SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    String write(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException failed) {
            throw new IllegalStateException("cannot write " + value.getClass(), failed);
        }
    }

    <T> T read(String json, Class<T> type, String column) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException failed) {
            failed.clearLocation();
            throw new AiOpsException(
                    ErrorCode.INTERNAL, "column " + column + " holds JSON that cannot be read", failed);
        }
    }
}
