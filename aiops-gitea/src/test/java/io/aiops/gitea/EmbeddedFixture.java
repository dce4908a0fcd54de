package io.aiops.gitea;

import io.aiops.gitea.embedded.EmbeddedGitea;
import io.aiops.gitea.embedded.EmbeddedGiteaServer;
import io.aiops.gitea.embedded.GitAccount;
import io.aiops.gitea.embedded.GitScopes;
import io.aiops.gitea.embedded.MemoryGitAccounts;
import io.aiops.service.Secret;
import java.nio.file.Path;

/** The embedded server with ada, a member of the organisation team, and her tokens. */
public final class EmbeddedFixture implements AutoCloseable {

    /** May do everything. */
    public static final Secret TOKEN = Secret.of(Fixture.TOKEN);

    /** May read everything. */
    public static final Secret READER = Secret.of("fedcba9876543210fedcba9876543210fedcba98");

    private final EmbeddedGiteaServer server;

    public EmbeddedFixture(Path folder) {
        MemoryGitAccounts accounts = new MemoryGitAccounts()
                .add(GitAccount.named("ada").withFullName("Ada L.").memberOf("team"), Secret.of("pass-word-4711"))
                .token("ada", TOKEN, GitScopes.everything())
                .token("ada", READER, GitScopes.of("read:user", "read:repository", "read:organization"));
        server = EmbeddedGiteaServer.start(
                EmbeddedGitea.in(folder, accounts).organisation("team").open());
    }

    public java.net.URI url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
    }
}
