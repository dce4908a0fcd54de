package io.aiops.gitea.webhook;

/** Remembers which deliveries were acted upon, so that a recorded one cannot be sent again. Thread-safe. */
public interface DeliveryMemory {

    /**
     * Notes a delivery.
     *
     * @param id the value of {@code X-Gitea-Delivery}, not trusted to be short
     * @return whether it is new; false if it was noted within the last 24 hours
     */
    boolean remember(String id);

    /** Forgets a delivery that could not be acted upon, so that the sender may repeat it. */
    void forget(String id);
}
