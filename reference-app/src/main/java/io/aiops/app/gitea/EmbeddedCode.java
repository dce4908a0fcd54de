package io.aiops.app.gitea;

import io.aiops.gitea.connection.GiteaConnection;
import io.aiops.gitea.embedded.EmbeddedGitea;
import io.aiops.gitea.embedded.PushListener;
import io.aiops.service.Secret;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.nio.file.Path;

/** The git server in this process. It keeps code where no Gitea is configured. */
public final class EmbeddedCode implements AutoCloseable {

    /** The path below which it is served. */
    public static final String PATH = "/git";

    /** The organisation whose repositories the platform makes; everybody who has an account belongs to it. */
    static final String OWNER = "aiops";

    private final EmbeddedGitea server;
    private final Secret platformToken;

    private EmbeddedCode(EmbeddedGitea server, Secret platformToken) {
        this.server = server;
        this.platformToken = platformToken;
    }

    /**
     * Opens the server.
     *
     * @param folder where it keeps everything
     * @param pushes hears of every push
     */
    public static EmbeddedCode open(Path folder, PlatformGitAccounts accounts, PushListener pushes) {
        EmbeddedGitea server = EmbeddedGitea.in(folder, accounts)
                .organisation(OWNER)
                .listener(pushes)
                .open();
        return new EmbeddedCode(server, accounts.platformToken());
    }

    /** The whole server, to be mapped to {@link #PATH} and all below it. */
    public HttpServlet servlet() {
        return server.servlet();
    }

    /** How the platform itself reaches it. */
    GiteaConnection connection(URI platform, String repoPrefix) {
        return GiteaConnection.of(URI.create(platform + PATH), platformToken, OWNER)
                .withRepoPrefix(repoPrefix);
    }

    @Override
    public void close() {
        server.close();
    }
}
