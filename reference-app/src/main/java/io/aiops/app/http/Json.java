package io.aiops.app.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.aiops.config.JsonValue;
import io.aiops.error.AiOpsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** JSON of the REST API: snake_case names, ISO times, nothing guessed. Immutable, thread-safe. */
public final class Json {

    private static final int MAX_BODY = 1 << 20;

    private final ObjectMapper mapper = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(exactValues())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)
            .withCoercionConfig(
                    LogicalType.Textual,
                    texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    /** Values of any kind, numbers as exact as they came; an explicit null is a value, a missing one is null. */
    private static SimpleModule exactValues() {
        return new SimpleModule()
                .addSerializer(JsonValue.class, new JsonSerializer<>() {
                    @Override
                    public void serialize(JsonValue value, JsonGenerator out, SerializerProvider provider)
                            throws IOException {
                        out.writeRawValue(value.text());
                    }
                })
                .addDeserializer(JsonValue.class, new JsonDeserializer<>() {
                    @Override
                    public JsonValue deserialize(JsonParser in, DeserializationContext context) throws IOException {
                        return JsonValue.parse(context.readTree(in).toString());
                    }

                    @Override
                    public JsonValue getNullValue(DeserializationContext context) {
                        return JsonValue.NULL;
                    }

                    @Override
                    public @Nullable Object getAbsentValue(DeserializationContext context) {
                        return null;
                    }
                });
    }

    /** The value as JSON. */
    public byte[] write(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The value as a tree. */
    public JsonNode tree(Object value) {
        return mapper.valueToTree(value);
    }

    /**
     * Reads a request's body of at most 1 MiB.
     *
     * @throws ProblemException 400 naming every unknown, missing or wrong field; 413
     */
    public <T extends Record> T read(InputStream body, Class<T> type) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BODY + 1);
        if (bytes.length > MAX_BODY) {
            throw new ProblemException(413, "TOO_LARGE", "the body has more than " + MAX_BODY + " bytes");
        }
        return read(bytes, type, "");
    }

    /** Reads JSON that came in another way, such as in a form; {@code field} is where it came from. */
    public <T extends Record> T read(byte[] bytes, Class<T> type, String field) {
        try {
            return convert(mapper.readTree(bytes), type, field);
        } catch (JsonProcessingException broken) {
            throw ProblemException.ofField(field, "is not valid JSON" + placeOf(broken));
        } catch (IOException broken) {
            throw ProblemException.ofField(field, "is not valid JSON");
        }
    }

    private <T extends Record> T convert(JsonNode tree, Class<T> type, String field) {
        List<Problem.FieldError> errors = new ArrayList<>();
        check(tree, type, field, errors);
        if (!errors.isEmpty()) {
            throw ProblemException.ofFields(errors);
        }
        try {
            return mapper.treeToValue(tree, type);
        } catch (JsonMappingException wrong) {
            String path = wrong.getPath().stream()
                    .map(step -> step.getFieldName() == null ? Integer.toString(step.getIndex()) : step.getFieldName())
                    .collect(Collectors.joining("."));
            throw ProblemException.ofField(join(field, path), saidBy(wrong.getCause()));
        } catch (JsonProcessingException wrong) {
            throw ProblemException.ofField(field, "has the wrong type");
        }
    }

    private static String saidBy(@Nullable Throwable cause) {
        if (cause instanceof AiOpsException refused) {
            return refused.message();
        }
        return cause instanceof IllegalArgumentException said && said.getMessage() != null
                ? said.getMessage()
                : "has the wrong type";
    }

    private static void check(JsonNode tree, Class<?> type, String field, List<Problem.FieldError> errors) {
        if (!tree.isObject()) {
            errors.add(new Problem.FieldError(field, "must be a JSON object"));
            return;
        }
        Map<String, RecordComponent> known = Arrays.stream(type.getRecordComponents())
                .collect(Collectors.toMap(component -> snakeCase(component.getName()), Function.identity()));
        tree.fieldNames().forEachRemaining(name -> {
            if (!known.containsKey(name)) {
                errors.add(new Problem.FieldError(join(field, name), "no such field"));
            }
        });
        known.forEach((name, component) -> {
            JsonNode value = tree.path(name);
            boolean absent = value.isMissingNode() || value.isNull();
            if (absent && isRequired(component)) {
                errors.add(new Problem.FieldError(join(field, name), "is required"));
            } else if (!absent && component.getType().isRecord()) {
                check(value, component.getType(), join(field, name), errors);
            }
        });
    }

    /** Whether a value must be there: everything that is not marked as nullable. */
    static boolean isRequired(RecordComponent component) {
        return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** {@code startTimeout} as {@code start_timeout}. */
    static String snakeCase(String name) {
        return PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(name);
    }

    private static String join(String field, String name) {
        return field.isEmpty() || name.isEmpty() ? field + name : field + "." + name;
    }

    private static String placeOf(JsonProcessingException broken) {
        var place = broken.getLocation();
        return place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }
}
