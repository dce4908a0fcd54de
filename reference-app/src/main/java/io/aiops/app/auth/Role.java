package io.aiops.app.auth;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an account may do. */
public enum Role {
    /** Everything. */
    ADMIN,
    /** Look at everything, call services, deploy by upload, start, stop. */
    USER;

    /** The word used in the REST API and the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of that word. */
    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }
}
