package io.aiops.gitea.embedded;

/** How it stands with a delivery of a webhook. */
public enum DeliveryState {
    /** It will be tried, or tried again. */
    WAITING,
    /** The target answered with a status from 200 to 299. */
    DELIVERED,
    /** It failed too often, or its webhook is gone. */
    GIVEN_UP
}
