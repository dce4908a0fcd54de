package io.aiops.gitea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GiteaEmbeddedServerTest extends GiteaFacetsContract {

    @TempDir
    private Path home;

    private EmbeddedFixture server;
    private GiteaClient client;

    @BeforeEach
    void start() {
        server = new EmbeddedFixture(home);
        client = builder().build();
    }

    private GiteaClient.Builder builder() {
        return GiteaClient.builder()
                .server(server.url())
                .token(EmbeddedFixture.TOKEN)
                .limits(RequestLimits.standard().withRate(500, 500, 4));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Override
    GiteaClient client() {
        return client;
    }

    @Override
    boolean hasReleases() {
        return false;
    }

    @Override
    URI url() {
        return server.url();
    }

    @Test
    void aRepositoryOfAnOrganisationGetsThePrefixOnce() {
        try (GiteaClient team = builder().owner("team").repoPrefix("algo-").build()) {
            assertThat(team.repos().create(NewRepository.named("ocr")).fullName())
                    .isEqualTo("team/algo-ocr");
            assertThat(team.repos().ensure(NewRepository.named("algo-ocr")).created())
                    .isFalse();
            assertThat(team.repos().ofOrganization("team").all()).hasSize(1);
            assertThat(team.server().ownerKind("team")).isEqualTo(OwnerKind.ORGANIZATION);
        }
    }

    @Test
    void aTokenThatMayOnlyReadIsToldWhichScopeItLacks() {
        try (GiteaClient reader = builder().token(EmbeddedFixture.READER).build()) {
            assertThatExceptionOfType(GiteaException.MissingScope.class)
                    .isThrownBy(() -> reader.repos().create(NewRepository.named("ocr")))
                    .satisfies(failed -> assertThat(failed.scopes()).anyMatch(scope -> scope.startsWith("write:")));
            assertThat(reader.server().missingScopes("ada", OwnerKind.USER))
                    .anyMatch(scope -> scope.startsWith("write:"));
        }
    }

    @Test
    void anOwnerThatIsNobodyIsNotFound() {
        assertThatExceptionOfType(GiteaException.NotFound.class)
                .isThrownBy(() -> client.repos().create(NewRepository.named("x").ownedBy("nobody")))
                .withMessageContaining("nobody");
    }
}
