package io.aiops.gitea.embedded;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody says of a commit; the first one weighs most when several are combined. */
enum CommitState {
    ERROR,
    FAILURE,
    WARNING,
    PENDING,
    SUCCESS,
    SKIPPED;

    static Optional<CommitState> named(String text) {
        return Arrays.stream(values())
                .filter(state -> state.text().equals(text))
                .findFirst();
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
