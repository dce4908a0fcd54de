package io.aiops.testkit.backend;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides on {@link RequiresBackend}. */
public final class RequiresBackendCondition implements ExecutionCondition {

    /** The environment variable that says which backends must be there. */
    public static final String VARIABLE = "AIOPS_REQUIRE_BACKENDS";

    private final Map<String, String> environment;

    /** Reads the environment of this JVM. */
    public RequiresBackendCondition() {
        this(System.getenv());
    }

    RequiresBackendCondition(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<Backend> needed = Stream.concat(
                        needs(context).stream(),
                        context.getTestClass().stream()
                                .flatMap(
                                        type -> AnnotationSupport.findAnnotation(type, RequiresBackend.class).stream()))
                .flatMap(annotation -> Arrays.stream(annotation.value()))
                .distinct()
                .toList();
        return decide(
                needed.stream().filter(backend -> backend.find().isEmpty()).toList());
    }

    private static Optional<RequiresBackend> needs(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), RequiresBackend.class);
    }

    ConditionEvaluationResult decide(List<Backend> missing) {
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("every backend is here");
        }
        String reason = String.join("; ", missing.stream().map(Backend::missing).toList());
        if (missing.stream().anyMatch(this::mustBeHere)) {
            throw new IllegalStateException(reason + ", but " + VARIABLE + " asks for it");
        }
        return ConditionEvaluationResult.disabled(reason);
    }

    private boolean mustBeHere(Backend backend) {
        return Arrays.stream(environment.getOrDefault(VARIABLE, "").split(",", -1))
                .map(name -> name.trim().toUpperCase(Locale.ROOT))
                .anyMatch(name -> name.equals("ALL") || name.equals(backend.name()));
    }
}
