package io.aiops.config;

import java.util.List;
import java.util.Optional;

/**
 * What a rollback or an import would change, or has changed.
 *
 * @param changes one line for each value that becomes another one
 * @param revision the revision in which it was done; 0 for a dry run, and when there was nothing to do
 */
public record ChangePlan(List<Line> changes, long revision) {

    /** Copies the lines. */
    public ChangePlan {
        changes = List.copyOf(changes);
    }

    /**
     * One value.
     *
     * @param id what it is about
     * @param action {@code create}, {@code update} or {@code delete}
     * @param before what is stored, {@code ***} for a secret; empty for nothing
     * @param after what would be stored
     */
    public record Line(ConfigId id, String action, Optional<JsonValue> before, Optional<JsonValue> after) {}
}
