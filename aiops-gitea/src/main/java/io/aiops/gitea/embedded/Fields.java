package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a JSON object that somebody sent. A field of the wrong kind is a 422, null is the same as absent. */
record Fields(ObjectNode node) {

    Optional<String> text(String name) {
        return present(name).map(value -> {
            if (!value.isTextual()) {
                throw wrong(name, "a string");
            }
            return value.textValue();
        });
    }

    String text(String name, String otherwise) {
        return text(name).orElse(otherwise);
    }

    /** A text that must be there and not be blank. */
    String required(String name) {
        return text(name)
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> Refusal.invalid("[" + name + "]: Required"));
    }

    Optional<Boolean> flag(String name) {
        return present(name).map(value -> {
            if (!value.isBoolean()) {
                throw wrong(name, "true or false");
            }
            return value.booleanValue();
        });
    }

    boolean flag(String name, boolean otherwise) {
        return flag(name).orElse(otherwise);
    }

    Optional<Fields> object(String name) {
        return present(name).map(value -> {
            if (value instanceof ObjectNode object) {
                return new Fields(object);
            }
            throw wrong(name, "an object");
        });
    }

    Optional<List<String>> texts(String name) {
        return present(name).map(value -> {
            List<String> texts = new ArrayList<>();
            requireArray(name, value).forEach(each -> {
                if (!each.isTextual()) {
                    throw wrong(name, "a list of strings");
                }
                texts.add(each.textValue());
            });
            return texts;
        });
    }

    List<Fields> objects(String name) {
        List<Fields> objects = new ArrayList<>();
        present(name)
                .map(value -> requireArray(name, value))
                .ifPresent(array -> array.forEach(each -> {
                    if (!(each instanceof ObjectNode object)) {
                        throw wrong(name, "a list of objects");
                    }
                    objects.add(new Fields(object));
                }));
        return objects;
    }

    Map<String, String> asTexts() {
        Map<String, String> all = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(name -> text(name).ifPresent(value -> all.put(name, value)));
        return all;
    }

    private Optional<JsonNode> present(String name) {
        return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
    }

    private static JsonNode requireArray(String name, JsonNode value) {
        if (!value.isArray()) {
            throw wrong(name, "a list");
        }
        return value;
    }

    private static Refusal wrong(String name, String expected) {
        return Refusal.invalid("[" + name + "]: must be " + expected);
    }
}
