package io.aiops.app;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Arguments for the platform of a test class, which win over those that every one gets. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface PlatformSettings {

    /** Such as {@code --upload.max-bytes=5}. */
    String[] value();
}
