package io.aiops.gitea.embedded;

import java.time.Instant;

/**
 * One delivery of a webhook.
 *
 * @param id the value of {@code X-Gitea-Delivery}, the same in every attempt
 * @param repository {@code owner/name}
 * @param hookId the webhook
 * @param event {@code push}, {@code create} or {@code delete}
 * @param state how it stands
 * @param attempts how often it was tried
 * @param outcome what the last attempt ended with, such as {@code 502} or {@code Connection refused}; empty before the first
 * @param createdAt when it was made
 */
public record WebhookDelivery(
        String id,
        String repository,
        long hookId,
        String event,
        DeliveryState state,
        int attempts,
        String outcome,
        Instant createdAt) {}
