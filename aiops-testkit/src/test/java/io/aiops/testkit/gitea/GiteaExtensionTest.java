package io.aiops.testkit.gitea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.gitea.GiteaClient;
import io.aiops.gitea.GiteaException;
import io.aiops.gitea.NewRepository;
import io.aiops.service.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GiteaExtension.class)
final class GiteaExtensionTest {

    @Test
    void aTestGetsAnEmptyServerThatKnowsItsAccountAndNobodyElse(TestGitea gitea) {
        try (GiteaClient client = client(gitea, gitea.token())) {
            assertThat(client.server().currentUser().login()).isEqualTo(TestGitea.USER);
            assertThat(client.repos().ofOrganization(TestGitea.OWNER)).isEmpty();
            client.repos().create(NewRepository.named("first"));
            assertThat(client.repos().ofOrganization(TestGitea.OWNER)).hasSize(1);
        }
        try (GiteaClient stranger = client(gitea, Secret.of("another-token"))) {
            assertThatThrownBy(() -> stranger.server().currentUser()).isInstanceOf(GiteaException.AuthFailed.class);
        }
    }

    private static GiteaClient client(TestGitea gitea, Secret token) {
        return GiteaClient.builder()
                .server(gitea.url())
                .token(token)
                .owner(TestGitea.OWNER)
                .build();
    }
}
