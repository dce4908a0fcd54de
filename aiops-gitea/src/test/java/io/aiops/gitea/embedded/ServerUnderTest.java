package io.aiops.gitea.embedded;

import io.aiops.service.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A running server with three accounts: root is admin, ada is a member of the organisation aiops, bob is neither. */
final class ServerUnderTest implements AutoCloseable {

    static final String PASSWORD = "pass-word-4711";
    static final String TOKEN = "0123456789abcdef0123456789abcdef01234567";

    private final MemoryGitAccounts accounts = new MemoryGitAccounts()
            .add(GitAccount.named("root").asAdmin(), Secret.of(PASSWORD))
            .add(GitAccount.named("ada").withFullName("Ada L.").memberOf("aiops"), Secret.of(PASSWORD))
            .add(GitAccount.named("bob"), Secret.of(PASSWORD))
            .token("ada", Secret.of(TOKEN), GitScopes.everything());
    private final EmbeddedGiteaServer server;

    ServerUnderTest(Path folder) {
        this(folder, builder -> builder);
    }

    ServerUnderTest(Path folder, UnaryOperator<EmbeddedGitea.Builder> settings) {
        this.server = EmbeddedGiteaServer.start(
                settings.apply(EmbeddedGitea.in(folder, accounts).organisation("aiops"))
                        .open());
    }

    MemoryGitAccounts accounts() {
        return accounts;
    }

    EmbeddedGiteaServer server() {
        return server;
    }

    EmbeddedGitea gitea() {
        return server.gitea();
    }

    URI url() {
        return server.url();
    }

    /** Requests as an account, by its password. */
    Caller as(String login) {
        return new Caller(url(), Optional.of("Basic " + basic(login, PASSWORD)));
    }

    Caller withToken(String token) {
        return new Caller(url(), Optional.of("token " + token));
    }

    Caller anonymous() {
        return new Caller(url(), Optional.empty());
    }

    Caller withHeader(String authorization) {
        return new Caller(url(), Optional.of(authorization));
    }

    /** The address that a git command clones from. */
    String cloneUrl(String login, String fullName) {
        return "http://" + login + ":" + PASSWORD + "@127.0.0.1:" + url().getPort() + "/" + fullName + ".git";
    }

    static String basic(String user, String password) {
        return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.close();
    }
}
