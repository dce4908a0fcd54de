package io.aiops.testkit.backend;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs programs of the host. Where one is missing the test is disabled with the reason. Where the environment
 * variable {@code AIOPS_REQUIRE_BACKENDS} is {@code all}, or names the missing one in a list separated by commas, it fails
 * instead, so that a build that must cover everything cannot skip in silence.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(RequiresBackendCondition.class)
public @interface RequiresBackend {

    /** What it needs; all of them. */
    Backend[] value();
}
