package io.aiops.gitea.embedded;

import java.io.IOException;

/** Makes deliveries of what has moved, for the hooks that want it. */
final class Webhooks {

    void refMoved(StoredRepository repository, GitAccount pusher, Links links, RefChange change) throws IOException {
        // The outbox follows.
    }
}
