package io.aiops.gitea.embedded;

/** Hears of branches and tags that have moved, without HTTP. */
public interface PushListener {

    /**
     * Called once for each branch or tag after it has moved, in the order in which the refs of a repository moved, on one
     * thread of the server. A listener that throws is logged and called again for the next event; one that is slow delays the
     * next event, never a push. Events on their way are lost when the process dies: poll for what must not be missed.
     */
    void pushed(PushEvent event);
}
