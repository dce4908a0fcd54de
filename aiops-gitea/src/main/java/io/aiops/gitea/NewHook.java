package io.aiops.gitea;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.Secret;
import java.net.URI;
import java.util.List;

/**
 * A webhook to make. It is active from the first moment, which the API's own default is not, and signs what it sends.
 *
 * @param url where it calls
 * @param secret what it signs with
 * @param events what it calls for, such as {@code push}
 * @param branchFilter a glob of the branches, empty for all
 */
public record NewHook(URI url, Secret secret, List<String> events, String branchFilter) {

    /**
     * Copies the events.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} without a secret or an event
     */
    public NewHook {
        events = List.copyOf(events);
        if (secret.reveal().isBlank()) {
            throw new AiOpsException(
                    ErrorCode.INVALID_REQUEST, "a webhook needs a secret; without one anybody could call in its name");
        }
        if (events.isEmpty()) {
            throw new AiOpsException(ErrorCode.INVALID_REQUEST, "a webhook needs an event, such as push");
        }
    }

    /** One for pushes, and for branches and tags that come and go. */
    public static NewHook forPushes(URI url, Secret secret) {
        return new NewHook(url, secret, List.of("push", "create", "delete"), "");
    }

    /** The same for these branches only. */
    public NewHook onBranches(String glob) {
        return new NewHook(url, secret, events, glob);
    }

    JsonFields fields() {
        JsonFields config = new JsonFields()
                .with("url", (Object) url.toString())
                .with("content_type", (Object) "json")
                .with("secret", (Object) secret.reveal());
        return new JsonFields()
                .with("type", (Object) "gitea")
                .with("config", (Object) config)
                .with("events", (Object) events)
                .text("branch_filter", branchFilter)
                .with("active", (Object) true);
    }
}
