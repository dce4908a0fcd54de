package io.aiops.gitea;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aiops.service.Secret;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Against a real Gitea, whose token's user should have nothing to lose. */
final class GiteaRealServerTest extends GiteaFacetsContract {

    private Optional<GiteaClient> client = Optional.empty();

    @BeforeEach
    void connect() {
        String token = System.getenv("GITEA_IT_TOKEN");
        assumeTrue(
                System.getenv("GITEA_IT_URL") != null && token != null,
                "no real Gitea: GITEA_IT_URL and GITEA_IT_TOKEN are not set");
        client = Optional.of(
                GiteaClient.builder().server(url()).token(Secret.of(token)).build());
    }

    @AfterEach
    void disconnect() {
        client.ifPresent(GiteaClient::close);
    }

    @Override
    GiteaClient client() {
        return client.orElseThrow();
    }

    @Override
    boolean hasReleases() {
        return true;
    }

    @Override
    URI url() {
        return URI.create(System.getenv("GITEA_IT_URL"));
    }
}
