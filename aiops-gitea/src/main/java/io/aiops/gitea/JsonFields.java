package io.aiops.gitea;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The fields of a body in order; what is not there is not sent. */
final class JsonFields {

    private final Map<String, Object> values = new LinkedHashMap<>();

    JsonFields with(String name, Object value) {
        values.put(name, value instanceof JsonFields fields ? fields.values : value);
        return this;
    }

    JsonFields with(String name, Optional<?> value) {
        value.ifPresent(present -> with(name, (Object) present));
        return this;
    }

    /** A text that is left out when it is empty. */
    JsonFields text(String name, String value) {
        return value.isEmpty() ? this : with(name, (Object) value);
    }

    Map<String, Object> values() {
        return values;
    }
}
