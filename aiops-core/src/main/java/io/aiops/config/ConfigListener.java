package io.aiops.config;

/**
 * Hears of changes of effective values. What is promised:
 *
 * <ul>
 *   <li>It is called when an effective value of its filter differs from what it was told last, and not when the change is
 *       hidden by a stronger layer, or when the new value does not fit its key.
 *   <li>At least once, and by level: several changes may arrive as one, and a value that changed and changed back may not be
 *       told at all. The last state is always told.
 *   <li>One call at a time; the revision grows from one call to the next within an epoch of the store.
 *   <li>What is read during a call is as new as the event, or newer. Writing during a call is allowed.
 *   <li>A call that throws is repeated with growing pauses, with what is then the newest state. After some attempts the
 *       listener is parked and shown in health; the next change of its keys tries again.
 *   <li>A slow listener delays no other listener, no read and no write. Calls run on daemon threads named
 *       {@code aiops-config-listener-…}, with the context class loader of whoever subscribed.
 * </ul>
 */
@FunctionalInterface
public interface ConfigListener {

    /** Something has changed. */
    void changed(ConfigEvent event);
}
