package io.aiops.app.gitea;

import io.aiops.app.gitea.CodeServer.Source;

/**
 * Where the code is kept, as a caller sees it.
 *
 * @param accessToken the end of the token, behind an ellipsis
 * @param source {@code env}, {@code database}, {@code file} or {@code embedded}
 */
record ConnectionDocument(
        String serverUrl, String accessToken, String defaultOwner, String repoPrefix, String source, String status) {

    static ConnectionDocument of(CodeServer server) {
        boolean own = server.source() == Source.EMBEDDED;
        return new ConnectionDocument(
                server.connection().server().toString(),
                own ? "***" : server.connection().shownToken(),
                server.connection().defaultOwner(),
                server.connection().repoPrefix(),
                server.source().word(),
                "active");
    }
}
