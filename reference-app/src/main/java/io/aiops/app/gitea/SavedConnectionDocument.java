package io.aiops.app.gitea;

import io.aiops.gitea.connection.GiteaConnection;
import java.util.List;

/**
 * A connection that was saved.
 *
 * @param shadowed whether arguments or environment variables win over it
 * @param message what was done, in words
 * @param steps the test before
 */
record SavedConnectionDocument(
        String serverUrl,
        String accessToken,
        String defaultOwner,
        String repoPrefix,
        String source,
        String status,
        boolean shadowed,
        String message,
        List<ConnectionTestDocument.TestStepDocument> steps) {

    static SavedConnectionDocument of(
            GiteaConnection connection, boolean shadowed, List<ConnectionTestDocument.TestStepDocument> steps) {
        return new SavedConnectionDocument(
                connection.server().toString(),
                connection.shownToken(),
                connection.defaultOwner(),
                connection.repoPrefix(),
                CodeServer.Source.DATABASE.word(),
                "active",
                shadowed,
                shadowed
                        ? "saved, but not in use: arguments or environment variables set gitea.server-url, which wins"
                        : "saved and in use",
                steps);
    }
}
