package io.aiops.app;

import java.util.Optional;

/** The version of the program. */
final class Version {

    private Version() {}

    /** As its jar says, or {@code development} where there is none. */
    static String ofProgram() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
