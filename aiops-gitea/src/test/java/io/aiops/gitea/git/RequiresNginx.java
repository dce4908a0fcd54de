package io.aiops.gitea.git;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips where the host has no nginx, and says so; with {@code AIOPS_REQUIRE_BACKENDS=all} it fails instead. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresNginx.Condition.class)
public @interface RequiresNginx {

    /** Looks for it. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Nginx.program().isPresent()) {
                return ConditionEvaluationResult.enabled("nginx is here");
            }
            String missing = "this host has no nginx on the PATH";
            if ("all".equals(System.getenv("AIOPS_REQUIRE_BACKENDS"))) {
                throw new IllegalStateException(missing + ", and AIOPS_REQUIRE_BACKENDS wants it");
            }
            return ConditionEvaluationResult.disabled(missing);
        }
    }
}
