package io.aiops.gitea.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.service.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server below a path of somebody else's. */
final class EmbeddedMountTest {

    @TempDir
    private Path home;

    @Test
    void belowAPathEverythingWorksAndEveryAddressHasThePath() {
        try (EmbeddedGiteaServer server = EmbeddedGiteaServer.start(builder().open(), 0, "/git")) {
            Caller ada = caller(server);
            JsonNode made =
                    ada.post("/user/repos", "{'name':'model','auto_init':true}").json();
            String url = "http://127.0.0.1:" + server.url().getPort() + "/git/";
            assertThat(server.url()).isEqualTo(URI.create(url));
            assertThat(made.get("clone_url").asText()).isEqualTo(url + "ada/model.git");
            assertThat(made.get("url").asText()).isEqualTo(url + "api/v1/repos/ada/model");
            new GitCommand(home).run("clone", "-q", url.replace("//", "//ada:p@") + "ada/model.git", "work");
            GitCommand work = new GitCommand(home.resolve("work"));
            String commit = work.commit("a", "1");
            work.run("push", "-q", "origin", "HEAD");
            ada.post("/repos/ada/model/branches", "{'new_branch_name':'feature/x'}");
            assertThat(ada.get("/repos/ada/model/branches/feature%2Fx")
                            .json()
                            .at("/commit/id")
                            .asText())
                    .isEqualTo(commit);
            assertThat(ada.get("/user/repos?limit=1").header("Link")).isEmpty();
        }
    }

    @Test
    void theExternalAddressIsWhatOthersSee() {
        URI external = URI.create("https://platform.example/git/");
        try (EmbeddedGiteaServer server =
                EmbeddedGiteaServer.start(builder().externalUrl(external).open(), 0, "/inside")) {
            Caller ada = caller(server);
            ada.post("/user/repos", "{'name':'second'}");
            JsonNode made = ada.post("/user/repos", "{'name':'model'}").json();
            assertThat(made.get("clone_url").asText()).isEqualTo(external + "ada/model.git");
            assertThat(ada.get("/user/repos?limit=1").header("Link").orElseThrow())
                    .startsWith("<" + external + "api/v1/user/repos?limit=1&page=2>");
        }
    }

    private EmbeddedGitea.Builder builder() {
        return EmbeddedGitea.in(
                home.resolve("repositories"), new MemoryGitAccounts().add(GitAccount.named("ada"), Secret.of("p")));
    }

    private static Caller caller(EmbeddedGiteaServer server) {
        return new Caller(server.url(), Optional.of("Basic " + ServerUnderTest.basic("ada", "p")));
    }
}
