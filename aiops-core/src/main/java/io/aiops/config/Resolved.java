package io.aiops.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A key's value in one context of one snapshot, converted once. A stored secret stays ciphertext and is opened by each read. */
final class Resolved {

    /** Ready to be handed out; null if there is none, or if each read must open it. */
    final @Nullable Object value;

    final Optional<Object> optional;
    final Optional<Hit> secret;
    /** Whether there is none only as far as is known, because the store has not answered since the start. */
    final boolean unknown;

    private Resolved(@Nullable Object value, Optional<Hit> secret, boolean unknown) {
        this.value = value;
        this.optional = Optional.ofNullable(value);
        this.secret = secret;
        this.unknown = unknown;
    }

    static Resolved absent(boolean unknown) {
        return new Resolved(null, Optional.empty(), unknown);
    }

    static Resolved of(Object value) {
        return new Resolved(value, Optional.empty(), false);
    }

    static Resolved secret(Hit hit) {
        return new Resolved(null, Optional.of(hit), false);
    }
}
