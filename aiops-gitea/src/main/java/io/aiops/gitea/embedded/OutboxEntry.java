package io.aiops.gitea.embedded;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/** A delivery that still has to be made; the content of one file of the outbox. It has no secret in it. */
@JsonIgnoreProperties(ignoreUnknown = true)
record OutboxEntry(
        String id,
        long repositoryId,
        String repository,
        long hookId,
        String event,
        String payload,
        int attempts,
        Instant nextAttempt,
        Instant createdAt) {

    OutboxEntry failedOnce(Instant next) {
        return new OutboxEntry(id, repositoryId, repository, hookId, event, payload, attempts + 1, next, createdAt);
    }

    WebhookDelivery as(DeliveryState state, int tried, String outcome) {
        return new WebhookDelivery(id, repository, hookId, event, state, tried, outcome, createdAt);
    }
}
