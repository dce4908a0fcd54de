package io.aiops.gitea;

import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Who made or wrote down a commit, and when.
 *
 * @param name the name
 * @param email the address
 * @param date when
 */
public record Signature(String name, String email, Optional<OffsetDateTime> date) {

    /** Takes nothing as empty. */
    public Signature {
        name = Absent.text(name);
        email = Absent.text(email);
        date = Absent.optional(date);
    }
}
