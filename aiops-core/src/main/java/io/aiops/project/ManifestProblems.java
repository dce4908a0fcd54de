package io.aiops.project;

import io.aiops.error.AiOpsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What is wrong in one manifest, field by field. */
final class ManifestProblems {

    private static final int MAX = 50;

    private final List<Map<String, String>> errors = new ArrayList<>();

    void add(String field, String message) {
        if (errors.size() < MAX) {
            errors.add(Map.of("field", field, "message", message));
        }
    }

    /** Lets the record that will hold a value judge it. */
    void check(String field, Supplier<Object> construction) {
        try {
            var unused = construction.get();
        } catch (IllegalArgumentException wrong) {
            add(field, "is not allowed: " + Words.printable(String.valueOf(wrong.getMessage())));
        }
    }

    /** Takes over what an error says is wrong, or the error itself where it names no field. */
    void addAll(AiOpsException refused, String otherwise) {
        if (refused.details().get("errors") instanceof List<?> named) {
            for (Object each : named) {
                if (each instanceof Map<?, ?> error) {
                    add(String.valueOf(error.get("field")), String.valueOf(error.get("message")));
                }
            }
        } else {
            add(otherwise, refused.message());
        }
    }

    boolean concern(String field) {
        return errors.stream().anyMatch(error -> field.equals(error.get("field")));
    }

    List<Map<String, String>> all() {
        return List.copyOf(errors);
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }

    void throwIfAny() {
        if (!errors.isEmpty()) {
            throw exception();
        }
    }

    AiOpsException exception() {
        return ManifestReader.invalid(errors);
    }
}
