package io.aiops.gitea;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A webhook as the server describes it; its secret never comes back.
 *
 * @param id its number
 * @param type {@code gitea} for the format that this library reads
 * @param active whether it is called at all
 * @param events what it is called for
 * @param config its settings without the secret
 * @param branchFilter a glob of the branches it is called for, empty for all
 */
public record Hook(
        long id, String type, boolean active, List<String> events, Map<String, String> config, String branchFilter) {

    /** Takes nothing as empty and drops whatever could be a secret. */
    public Hook {
        type = Absent.text(type);
        events = Absent.list(events);
        Map<String, String> shown = new HashMap<>(Absent.map(config));
        shown.values().removeIf(value -> value == null);
        shown.remove("secret");
        config = Map.copyOf(shown);
        branchFilter = Absent.text(branchFilter);
    }

    /** Where it calls, empty if the server does not tell. */
    public String url() {
        return config.getOrDefault("url", "");
    }
}
