package io.aiops.app.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.app.http.Route.Shape;
import io.aiops.config.JsonValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Describes the routes as an OpenAPI 3.1 document; the schemas come from the records that are read and written. */
final class OpenApi {

    private static final Pattern PART = Pattern.compile("\\{([a-z_]+)}");
    private static final String JSON = "application/json";

    private final Map<String, Object> schemas = new TreeMap<>();
    private final Map<String, Map<String, Object>> paths = new LinkedHashMap<>();

    private OpenApi() {}

    /** The document. */
    static Map<String, Object> document(List<Route> routes, String version) {
        OpenApi api = new OpenApi();
        api.schemaOf(Problem.class);
        routes.forEach(api::add);
        return object(
                "openapi",
                "3.1.0",
                "info",
                object(
                        "title",
                        "AiOps",
                        "version",
                        version,
                        "description",
                        "Deploys algorithm services, keeps them running and calls them."),
                "paths",
                api.paths,
                "components",
                object(
                        "schemas",
                        api.schemas,
                        "securitySchemes",
                        object("bearer", object("type", "http", "scheme", "bearer"))));
    }

    private void add(Route route) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", operationId(route));
        operation.put("summary", route.summary());
        operation.put("tags", List.of(tagOf(route.path())));
        operation.put("x-access", route.access().name().toLowerCase(Locale.ROOT));
        operation.put("security", route.access() == Access.ANYBODY ? List.of() : List.of(object("bearer", List.of())));
        operation.put("parameters", parametersOf(route));
        route.request()
                .ifPresent(type -> operation.put(
                        "requestBody",
                        object("required", true, "content", object(JSON, object("schema", schemaOf(type))))));
        operation.put("responses", responsesOf(route));
        paths.computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
                .put(route.method().name().toLowerCase(Locale.ROOT), operation);
    }

    private Map<String, Object> responsesOf(Route route) {
        Map<String, Object> responses = new LinkedHashMap<>();
        Shape answer = route.answer();
        Map<String, Object> good = new LinkedHashMap<>(object("description", "done"));
        switch (answer.kind()) {
            case NOTHING -> {}
            case EVENTS -> good.put("content", object("text/event-stream", object("schema", object("type", "string"))));
            case ONE ->
                good.put(
                        "content",
                        object(
                                JSON,
                                object(
                                        "schema",
                                        answer.type().map(this::schemaOf).orElse(Map.of()))));
            case LIST ->
                good.put(
                        "content",
                        object(
                                JSON,
                                object(
                                        "schema",
                                        object(
                                                "type",
                                                "object",
                                                "required",
                                                List.of("items", "next_cursor"),
                                                "properties",
                                                object(
                                                        "items",
                                                        object(
                                                                "type",
                                                                "array",
                                                                "items",
                                                                answer.type()
                                                                        .map(this::schemaOf)
                                                                        .orElse(Map.of())),
                                                        "next_cursor",
                                                        object("type", List.of("string", "null")))))));
        }
        responses.put(Integer.toString(answer.status()), good);
        responses.put(
                "default",
                object(
                        "description",
                        "why it was not done",
                        "content",
                        object("application/problem+json", object("schema", schemaOf(Problem.class)))));
        return responses;
    }

    private static List<Map<String, Object>> parametersOf(Route route) {
        List<Map<String, Object>> parameters = new ArrayList<>();
        PART.matcher(route.path())
                .results()
                .forEach(part -> parameters.add(object(
                        "name", part.group(1), "in", "path", "required", true, "schema", object("type", "string"))));
        route.query()
                .forEach(parameter -> parameters.add(object(
                        "name",
                        parameter.name(),
                        "in",
                        "query",
                        "required",
                        false,
                        "description",
                        parameter.description(),
                        "schema",
                        object("type", parameter.type()))));
        return parameters;
    }

    private Map<String, Object> schemaOf(Class<?> type) {
        String name = type.getSimpleName();
        if (!schemas.containsKey(name)) {
            schemas.put(name, Map.of()); // a record that holds itself ends here
            schemas.put(name, recordSchema(type));
        }
        return object("$ref", "#/components/schemas/" + name);
    }

    private Map<String, Object> recordSchema(Class<?> type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Map<String, Object> schema = typeSchema(component.getGenericType());
            properties.put(nameOf(component), Json.isRequired(component) ? schema : nullable(schema));
        }
        List<String> required = Arrays.stream(type.getRecordComponents())
                .filter(Json::isRequired)
                .map(OpenApi::nameOf)
                .toList();
        return object("type", "object", "properties", properties, "required", required);
    }

    /** The name in JSON, which an annotation may set where Java does not allow it. */
    private static String nameOf(RecordComponent component) {
        JsonProperty given = component.getAccessor().getAnnotation(JsonProperty.class);
        return given == null ? Json.snakeCase(component.getName()) : given.value();
    }

    private Map<String, Object> typeSchema(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() instanceof Class<?> raw && Collection.class.isAssignableFrom(raw)) {
                return object("type", "array", "items", typeSchema(arguments[0]));
            }
            return object("type", "object", "additionalProperties", typeSchema(arguments[1]));
        }
        if (type == String.class) {
            return object("type", "string");
        }
        if (type == Instant.class) {
            return object("type", "string", "format", "date-time");
        }
        if (type == boolean.class || type == Boolean.class) {
            return object("type", "boolean");
        }
        if (type == double.class || type == Double.class) {
            return object("type", "number");
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return object("type", "integer");
        }
        if (type == JsonNode.class || type == JsonValue.class || type == Object.class) {
            return Map.of();
        }
        return schemaOf((Class<?>) type);
    }

    private static Map<String, Object> nullable(Map<String, Object> schema) {
        if (schema.isEmpty()) {
            return schema;
        }
        if (schema.get("type") instanceof String plain) {
            Map<String, Object> either = new LinkedHashMap<>(schema);
            either.put("type", List.of(plain, "null"));
            return either;
        }
        return object("anyOf", List.of(schema, object("type", "null")));
    }

    private static String operationId(Route route) {
        String path = route.path().replace("/api/v1", "").replaceAll("[{}]", "").replaceAll("[^a-z0-9]+", "_");
        return route.method().name().toLowerCase(Locale.ROOT) + path;
    }

    /** What the calls of a path are about: the first word of it. */
    static String tagOf(String path) {
        String[] parts = path.replace("/api/v1", "").split("/", -1);
        return parts.length > 1 ? parts[1] : "";
    }

    private static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
