package io.aiops.gitea.git;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param remote whose server and trust
 * @param access who asks
 * @param uri where
 * @param headers without the authorization
 * @param body null for a GET
 * @param bytes of the body
 */
record GitRequest(
        GitRemote remote,
        GitAccess access,
        URI uri,
        Map<String, String> headers,
        @Nullable BodyPublisher body,
        long bytes) {

    boolean hasBody() {
        return body != null;
    }
}
