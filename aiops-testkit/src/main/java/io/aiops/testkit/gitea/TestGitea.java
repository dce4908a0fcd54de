package io.aiops.testkit.gitea;

import io.aiops.gitea.embedded.EmbeddedGitea;
import io.aiops.gitea.embedded.EmbeddedGiteaServer;
import io.aiops.gitea.embedded.Faults;
import io.aiops.gitea.embedded.GitAccount;
import io.aiops.gitea.embedded.GitScopes;
import io.aiops.gitea.embedded.MemoryGitAccounts;
import io.aiops.project.FileTree;
import io.aiops.service.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A git server of a test: on a loopback port of its own, empty, with one account that owns the organisation {@value #OWNER}.
 * Closing it ends the server and removes what it kept.
 */
public final class TestGitea implements AutoCloseable {

    /** The organisation that repositories are made in. */
    public static final String OWNER = "team";

    /** The name of the account. */
    public static final String USER = "tester";

    private final Path folder;
    private final EmbeddedGiteaServer server;
    private final Secret token;
    private final Secret password;

    private TestGitea(Path folder, EmbeddedGiteaServer server, Secret token, Secret password) {
        this.folder = folder;
        this.server = server;
        this.token = token;
        this.password = password;
    }

    /** Starts a server. */
    public static TestGitea start() {
        Path folder = folder();
        Secret token = Secret.of("test-token-0123456789abcdef");
        Secret password = Secret.of("test-password");
        MemoryGitAccounts accounts = new MemoryGitAccounts()
                .add(GitAccount.named(USER).asAdmin().memberOf(OWNER), password)
                .token(USER, token, GitScopes.everything());
        EmbeddedGitea gitea =
                EmbeddedGitea.in(folder, accounts).organisation(OWNER).open();
        return new TestGitea(folder, EmbeddedGiteaServer.start(gitea), token, password);
    }

    /** Where it is. */
    public URI url() {
        return server.url();
    }

    /** The account's token, which may do everything. */
    public Secret token() {
        return token;
    }

    /** The account's password, for the git command line. */
    public Secret password() {
        return password;
    }

    /** What goes wrong from now on. */
    public Faults faults() {
        return server.faults();
    }

    /** The server itself. */
    public EmbeddedGiteaServer server() {
        return server;
    }

    @Override
    public void close() {
        server.close();
        server.gitea().close();
        try {
            FileTree.delete(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("aiops-test-gitea");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
