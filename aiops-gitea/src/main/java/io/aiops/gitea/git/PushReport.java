package io.aiops.gitea.git;

import java.util.Map;
import java.util.Optional;

/**
 * What a server made of a push.
 *
 * @param unpack {@code ok}, or why the objects were not taken
 * @param refused reasons by name of the refs that were not moved
 * @param messages what hooks and the server said, cut at 8 KiB
 */
public record PushReport(String unpack, Map<String, String> refused, String messages) {

    /** Copies. */
    public PushReport {
        refused = Map.copyOf(refused);
    }

    /** Whether the objects were taken and every ref was moved. */
    public boolean isOk() {
        return unpack.equals("ok") && refused.isEmpty();
    }

    /** Why it is not ok, with what hooks said; fit to be shown. */
    public String why() {
        Optional<String> ref = refused.values().stream().findFirst();
        String reason = unpack.equals("ok") ? ref.orElse("") : "the objects were not taken: " + unpack;
        return ShownText.of(messages.isBlank() ? reason : reason + "; it said: " + messages);
    }
}
