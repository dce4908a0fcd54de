package io.aiops.gitea;

import java.time.Duration;

/** Waits; tests move their clock instead. */
interface Pause {

    void await(Duration time) throws InterruptedException;
}
