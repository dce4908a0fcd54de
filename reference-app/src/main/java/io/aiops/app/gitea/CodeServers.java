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
import io.aiops.service.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the code server: the environment beats the database, which beats the file; without any it is the server in this
 * process. Thread-safe.
 */
public final class CodeServers implements AutoCloseable {

    private static final Pattern OWN_PATH =
            Pattern.compile(EmbeddedCode.PATH + "/[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final ConfigResolver config;
    private final GiteaConnections saved;
    private final EmbeddedCode embedded;
    private final Supplier<URI> platform;
    private final List<GiteaClient> clients = new ArrayList<>();
    private Optional<CodeServer> last = Optional.empty();
    private Optional<CodeServer> own = Optional.empty();

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
        CodeServer server = new CodeServer(
                found.connection(),
                found.source(),
                found.id(),
                client,
                found.connection().trust().context());
        last = Optional.of(server);
        return server;
    }

    /**
     * A repository and the server that it is on.
     *
     * @param server whose token may be sent there, if it owns the address
     * @param url as git reaches it
     * @param kept as it is stored: without host and port where it is in this process, since both may change
     */
    record Place(CodeServer server, URI url, String kept) {}

    /** Finds the server of an address. The one in this process is known by whatever name of this host it was called. */
    synchronized Place place(String repoUrl) {
        Optional<String> own = pathInThisProcess(repoUrl.strip());
        if (own.isPresent()) {
            CodeServer present = current();
            CodeServer server = present.source() == Source.EMBEDDED ? present : ownServer();
            return new Place(server, URI.create(platform.get() + own.get()), own.get());
        }
        URI url = CodeOrigins.address(repoUrl);
        return new Place(current(), url, url.toString());
    }

    private CodeServer ownServer() {
        GiteaConnection connection = embedded.connection(
                platform.get(), config.find(GiteaKeys.REPO_PREFIX).orElse(""));
        if (own.filter(server -> server.connection().equals(connection)).isEmpty()) {
            GiteaClient client = connection.client().build();
            clients.add(client);
            own = Optional.of(new CodeServer(
                    connection,
                    Source.EMBEDDED,
                    Optional.empty(),
                    client,
                    connection.trust().context()));
        }
        return own.get();
    }

    private Optional<String> pathInThisProcess(String text) {
        if (OWN_PATH.matcher(text).matches()) {
            return Optional.of(text);
        }
        try {
            URI url = URI.create(text);
            String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
            boolean ours = "http".equalsIgnoreCase(url.getScheme())
                    && url.getRawUserInfo() == null
                    && url.getPort() == platform.get().getPort()
                    && (LOOPBACK.contains(host) || ownNames().contains(host));
            return Optional.ofNullable(url.getRawPath())
                    .filter(path -> ours && OWN_PATH.matcher(path).matches());
        } catch (IllegalArgumentException refusedLater) {
            return Optional.empty();
        }
    }

    private List<String> ownNames() {
        String more = config.find("server.allowed-hosts", ConfigContext.SYSTEM)
                .map(names -> names.value().plainText())
                .orElse("");
        return Stream.concat(Stream.of(String.valueOf(platform.get().getHost())), Stream.of(more.split(",")))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
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
}
