package io.aiops.config;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The one place that holds the present snapshot. Readers take it as it is; it only ever becomes newer. */
final class CurrentSnapshot {

    private final List<Runnable> afterwards = new CopyOnWriteArrayList<>();
    private volatile ConfigSnapshot value;

    CurrentSnapshot(ConfigSnapshot first) {
        this.value = first;
    }

    ConfigSnapshot get() {
        return value;
    }

    /** Calls something fast after each replacement, on the thread that replaced. */
    void whenReplaced(Runnable callback) {
        afterwards.add(callback);
    }

    /**
     * Replaces the snapshot that the next one was made from.
     *
     * @return whether it was replaced; if not, somebody else was faster
     */
    boolean replace(ConfigSnapshot base, ConfigSnapshot next) {
        synchronized (this) {
            if (value != base) {
                return false;
            }
            value = next;
        }
        afterwards.forEach(Runnable::run);
        return true;
    }
}
