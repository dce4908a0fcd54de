package io.aiops.port;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A process that listens on a port.
 *
 * @param pid its id, where it can be known
 * @param command its program and, where it is an interpreter, what it interprets; never its other arguments, which may hold
 *     secrets
 */
public record PortHolder(OptionalLong pid, String command) {

    /** A process that the platform may not look at, or that lives in another container. */
    public static final PortHolder UNKNOWN = new PortHolder(OptionalLong.empty(), "unknown process");

    /** As a detail of an error: {@code pid} where it is known, and {@code command}. */
    public Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        pid.ifPresent(id -> details.put("pid", id));
        details.put("command", command);
        return Map.copyOf(details);
    }

    @Override
    public String toString() {
        return pid.isPresent() ? command + " (pid " + pid.getAsLong() + ")" : "an unknown process";
    }
}
