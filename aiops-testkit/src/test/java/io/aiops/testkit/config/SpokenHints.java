package io.aiops.testkit.config;

import io.aiops.config.ChangeHints;
import io.aiops.config.StorePosition;

/** Hints that a test speaks itself, or never. */
final class SpokenHints implements ChangeHints {

    volatile boolean connected = true;
    volatile boolean closed;
    private volatile Runnable wake = () -> {};

    void speak() {
        wake.run();
    }

    @Override
    public String name() {
        return "spoken hints";
    }

    @Override
    public void start(Runnable woken) {
        wake = woken;
    }

    @Override
    public void announce(StorePosition position) {
        speak();
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public void close() {
        closed = true;
    }
}
