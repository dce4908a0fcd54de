package io.aiops.runtime.local;

import java.util.Collection;

/** The one way to a signal. */
@FunctionalInterface
interface Signals {

    /**
     * Sends a signal to each of these processes that still is the one it was. What is gone, or has become another, is left
     * alone; so are this process, process 1 and every number that would mean a group or everybody.
     *
     * @param name the signal's name without SIG
     */
    void send(String name, Collection<ProcessIdentity> targets);
}
