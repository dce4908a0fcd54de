package io.aiops.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody did, or tried to do.
 *
 * @param actor the person or program
 * @param action what, such as {@code config.update}
 * @param targetType what kind of thing it was done to, such as {@code config}; empty for none
 * @param targetId which one; empty for none
 * @param outcome how it went
 * @param details more about it: texts, numbers, truth values, lists and maps of these; never a secret
 * @param remoteAddress where the request came from; empty if nowhere
 */
public record AuditEvent(
        String actor,
        String action,
        String targetType,
        String targetId,
        AuditOutcome outcome,
        Map<String, @Nullable Object> details,
        String remoteAddress) {

    /** Copies the map. */
    public AuditEvent {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** Something that was done. */
    public static AuditEvent of(String actor, String action, String targetType, String targetId) {
        return new AuditEvent(actor, action, targetType, targetId, AuditOutcome.OK, Map.of(), "");
    }

    /** The same with another outcome. */
    public AuditEvent with(AuditOutcome how) {
        return new AuditEvent(actor, action, targetType, targetId, how, details, remoteAddress);
    }

    /** The same with one more detail. */
    public AuditEvent with(String name, Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(details);
        more.put(name, value);
        return new AuditEvent(actor, action, targetType, targetId, outcome, more, remoteAddress);
    }

    /** The same from an address. */
    public AuditEvent from(String address) {
        return new AuditEvent(actor, action, targetType, targetId, outcome, details, address);
    }
}
