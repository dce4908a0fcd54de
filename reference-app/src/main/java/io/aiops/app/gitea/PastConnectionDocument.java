package io.aiops.app.gitea;

import io.aiops.gitea.connection.GiteaConnections;
import java.time.Instant;

/** A connection that was saved at some time. */
record PastConnectionDocument(
        String id,
        String serverUrl,
        String defaultOwner,
        String repoPrefix,
        String status,
        String savedBy,
        Instant savedAt) {

    static PastConnectionDocument of(GiteaConnections.Entry entry) {
        return new PastConnectionDocument(
                entry.id().toString(),
                entry.server(),
                entry.defaultOwner(),
                entry.repoPrefix(),
                entry.active() ? "active" : "inactive",
                entry.author(),
                entry.savedAt());
    }
}
