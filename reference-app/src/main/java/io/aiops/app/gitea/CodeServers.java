package io.aiops.app.gitea;

import io.aiops.app.gitea.CodeServer.Source;
import io.aiops.config.ConfigContext;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigSource;
import io.aiops.config.ConfigValue;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gitea.GiteaClient;
import io.aiops.gitea.ServerUrl;
import io.aiops.gitea.connection.GiteaConnection;
import io.aiops.gitea.connection.GiteaConnections;
import io.aiops.gitea.git.TlsSettings;
import io.aiops.service.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Finds the code server: the environment beats the database, which beats the file; without any it is the server in this
 * process. Thread-safe.
 */
public final class CodeServers implements AutoCloseable {

    private final ConfigResolver config;
    private final GiteaConnections saved;
    private final EmbeddedCode embedded;
    private final Supplier<URI> platform;
    private final List<GiteaClient> clients = new ArrayList<>();
    private Optional<CodeServer> last = Optional.empty();

    /**
     * Servers of a platform.
     *
     * @param platform where the platform listens
     */
    public CodeServers(ConfigResolver config, GiteaConnections saved, EmbeddedCode embedded, Supplier<URI> platform) {
        this.config = config;
        this.saved = saved;
        this.embedded = embedded;
        this.platform = platform;
    }

    /**
     * The server that code is kept on now.
     *
     * @throws AiOpsException {@code DATABASE_UNAVAILABLE}; {@code INVALID_SETTING} if its settings do not fit together
     */
    synchronized CodeServer current() {
        Found found = find();
        Optional<CodeServer> known = last.filter(
                server -> server.connection().equals(found.connection()) && server.source() == found.source());
        if (known.isPresent()) {
            return known.get();
        }
        // The one before is closed at the end: calls may be under way.
        GiteaClient client = found.connection().client().build();
        clients.add(client);
        CodeServer server =
                new CodeServer(found.connection(), found.source(), found.id(), client, tls(found.connection()));
        last = Optional.of(server);
        return server;
    }

    /** The connections of the database. */
    GiteaConnections saved() {
        return saved;
    }

    /** A connection as a request describes it, with the certificates that the settings say. */
    GiteaConnection connection(String serverUrl, Secret token, String owner, String prefix) {
        return new GiteaConnection(
                ServerUrl.of(serverUrl),
                token,
                owner,
                prefix,
                config.find(GiteaKeys.CA_FILE).map(Path::of),
                config.get(GiteaKeys.INSECURE));
    }

    @Override
    public synchronized void close() {
        clients.forEach(GiteaClient::close);
        clients.clear();
    }

    private record Found(GiteaConnection connection, Source source, Optional<UUID> id) {}

    private Found find() {
        Optional<ConfigSource> set =
                config.find(GiteaKeys.SERVER_URL.name(), ConfigContext.SYSTEM).map(ConfigValue::source);
        if (set.filter(source -> source.compareTo(ConfigSource.DATABASE) < 0).isPresent()) {
            return new Found(configured(), Source.ENVIRONMENT, Optional.empty());
        }
        Optional<GiteaConnections.Saved> active = saved.active();
        if (active.isPresent()) {
            return new Found(
                    active.get().connection(),
                    Source.DATABASE,
                    Optional.of(active.get().id()));
        }
        if (set.isPresent()) {
            Source source = set.get() == ConfigSource.DATABASE ? Source.DATABASE : Source.FILE;
            return new Found(configured(), source, Optional.empty());
        }
        String prefix = config.find(GiteaKeys.REPO_PREFIX).orElse("");
        return new Found(embedded.connection(platform.get(), prefix), Source.EMBEDDED, Optional.empty());
    }

    private GiteaConnection configured() {
        Secret token = config.find(GiteaKeys.ACCESS_TOKEN)
                .orElseThrow(() -> new AiOpsException(
                        ErrorCode.INVALID_SETTING,
                        "gitea.server-url is set and gitea.access-token is not; set both, or neither"));
        return connection(
                config.get(GiteaKeys.SERVER_URL),
                token,
                config.get(GiteaKeys.DEFAULT_OWNER),
                config.find(GiteaKeys.REPO_PREFIX).orElse(""));
    }

    private static TlsSettings tls(GiteaConnection connection) {
        if (connection.insecure()) {
            return TlsSettings.insecure();
        }
        return connection.authority().map(TlsSettings::trusting).orElseGet(TlsSettings::system);
    }
}
