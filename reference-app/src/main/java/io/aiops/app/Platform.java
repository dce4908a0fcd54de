package io.aiops.app;

import io.aiops.AiOps;
import io.aiops.app.algorithms.AlgorithmCalls;
import io.aiops.app.auth.Accounts;
import io.aiops.app.auth.AuthCalls;
import io.aiops.app.auth.PasswordHasher;
import io.aiops.app.auth.Tokens;
import io.aiops.app.config.AuditCalls;
import io.aiops.app.config.ConfigCalls;
import io.aiops.app.config.Sessions;
import io.aiops.app.config.WholeConfigCalls;
import io.aiops.app.database.DatabaseAddress;
import io.aiops.app.database.EmbeddedDatabase;
import io.aiops.app.database.PrivateFile;
import io.aiops.app.gateway.PredictCalls;
import io.aiops.app.gateway.ServiceProxy;
import io.aiops.app.gitea.CodeRoom;
import io.aiops.app.http.Access;
import io.aiops.app.http.Caller;
import io.aiops.app.http.EventStreams;
import io.aiops.app.http.Json;
import io.aiops.app.http.Reply;
import io.aiops.app.http.RestApi;
import io.aiops.app.http.Route;
import io.aiops.app.http.Uploads;
import io.aiops.app.http.WebServer;
import io.aiops.app.postgres.PostgresCalls;
import io.aiops.app.postgres.PostgresDeliveryMemory;
import io.aiops.app.postgres.PostgresServiceSources;
import io.aiops.app.postgres.PostgresTokens;
import io.aiops.app.postgres.PostgresUsers;
import io.aiops.app.services.DeploymentCalls;
import io.aiops.app.services.ServiceCalls;
import io.aiops.config.Author;
import io.aiops.config.ConfigContext;
import io.aiops.config.ConfigScope;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.orchestration.ServiceKeys;
import io.aiops.postgres.DatabaseSettings;
import io.aiops.project.FileTree;
import io.aiops.service.Secret;
import io.aiops.service.ServiceId;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running application: opens its parts in order, and closes them in the other. Services outlive it. */
public final class Platform implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Platform.class);
    private static final int MOST_STREAMS = 128;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final AppSettings settings;
    private final Path home;
    private final String host;
    private final Clock clock = Clock.systemUTC();
    private final AiOps sdk;
    private final RestApi api;
    private final WebServer server;
    private final List<ServiceId> samples;
    private Optional<Secret> firstPassword = Optional.empty();

    private Platform(AppSettings settings) throws BindException {
        this.settings = settings;
        home = settings.home();
        try {
            makeFolders();
            keep(HomeLock.take(home));
            // What no database can change is looked at before anything is touched.
            if (settings.isFixed(AppKeys.PORT)) {
                requireFree(settings.get(AppKeys.HOST), settings.get(AppKeys.PORT));
            }
            sdk = keep(openSdk(database()));
            host = sdk.config().get(AppKeys.HOST);
            int port = sdk.config().get(AppKeys.PORT);
            requireFree(host, port);
            Json json = new Json();
            Tokens tokens = new Tokens(new PostgresTokens(sdk.database()), clock);
            Accounts accounts = new Accounts(new PostgresUsers(sdk.database()), tokens, new PasswordHasher(), clock);
            makeFirstAdmin(accounts);
            ServiceProxy proxy = keep(new ServiceProxy(sdk.routes(), this::exists));
            EventStreams streams = new EventStreams(MOST_STREAMS, json);
            Uploads uploads = new Uploads(
                    uploadFolder(), sdk.config().view(ConfigContext.SYSTEM).handle(AppKeys.MAX_UPLOAD));
            CodeRoom code = keep(new CodeRoom(
                    sdk,
                    new CodeRoom.Memory(
                            new PostgresServiceSources(sdk.database()),
                            new PostgresDeliveryMemory(sdk.database(), clock)),
                    accounts,
                    tokens,
                    home,
                    this::address,
                    ServiceCalls.overridesReader(json),
                    uploads,
                    streams,
                    clock));
            List<Route> routes = new ArrayList<>(routes(accounts, tokens, streams, proxy, code, uploads));
            routes.addAll(code.routes());
            api = new RestApi(routes, json, tokens, sdk.auditLog());
            server = keep(WebServer.start(
                    new WebServer.Options(host, port, allowedHosts(), Optional.of(code.servlet())),
                    api,
                    json,
                    proxy::handle));
            keep(streams);
            code.begin();
            samples = deploySamples();
            announce();
        } catch (BindException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /**
     * Starts the application.
     *
     * @throws BindException if somebody else has the server's port
     * @throws AiOpsException {@code STATE_IN_USE}, {@code DATABASE_UNAVAILABLE}
     */
    public static Platform start(AppSettings settings) throws BindException {
        return new Platform(settings);
    }

    private static void requireFree(String host, int port) throws BindException {
        try {
            WebServer.requireFree(host, port);
        } catch (BindException taken) {
            BindException named = new BindException("The address " + host + ":" + port + " is taken"
                    + PortOwner.of(port).map(owner -> " by " + owner).orElse(""));
            named.initCause(taken);
            throw named;
        }
    }

    /** Where its pages and its API are. */
    public URI address() {
        String shown = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
        return URI.create("http://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + server.port());
    }

    /** The first administrator's password, when it was made up in this start. */
    Optional<Secret> firstPassword() {
        return firstPassword;
    }

    /** The sample services that this start began to deploy. */
    List<ServiceId> samples() {
        return samples;
    }

    AiOps sdk() {
        return sdk;
    }

    RestApi api() {
        return api;
    }

    Path initialPasswordFile() {
        return home.resolve("initial-admin-password");
    }

    /** Stops the server and the embedded database; services go on. Idempotent. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception failed) {
                LOG.warn("{} was not closed cleanly", part.getClass().getSimpleName(), failed);
            }
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    private void makeFolders() {
        try {
            Files.createDirectories(home.resolve("logs"));
            Files.createDirectories(home.resolve("run"));
            PrivateFile.folder(uploadFolder());
            // What a platform that died had not unpacked yet.
            try (Stream<Path> left = Files.list(uploadFolder())) {
                for (Path file : left.toList()) {
                    FileTree.delete(file);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write in the home folder " + home, failed);
        }
    }

    private Path uploadFolder() {
        return home.resolve("run").resolve("uploads");
    }

    private DatabaseAddress database() {
        return settings.database().orElseGet(() -> {
            Path folder = home.resolve("postgres");
            return keep(EmbeddedDatabase.start(
                            folder,
                            folder.resolve("programs"),
                            home.resolve("logs").resolve("postgres.log")))
                    .address();
        });
    }

    private AiOps openSdk(DatabaseAddress database) {
        return AiOps.builder(home)
                .database(DatabaseSettings.of(database.jdbcUrl()).withCredentials(database.user(), database.password()))
                .configuration(settings.layers())
                .encryptionKeys(settings.encryptionKeys())
                .clock(clock)
                .open();
    }

    private List<String> allowedHosts() {
        return sdk.config()
                .find(AppKeys.ALLOWED_HOSTS)
                .map(text -> Arrays.stream(text.split(",")).map(String::strip).toList())
                .orElse(List.of());
    }

    private void makeFirstAdmin(Accounts accounts) {
        if (!accounts.isEmpty()) {
            return;
        }
        Optional<Secret> wanted = settings.find(AppKeys.ADMIN_PASSWORD);
        Secret password = wanted.orElseGet(() -> Secret.of(PrivateFile.random(15)));
        // The file first: a password that nobody knows would lock everybody out.
        if (wanted.isEmpty()) {
            PrivateFile.write(initialPasswordFile(), password.reveal() + "\n");
            firstPassword = Optional.of(password);
        }
        accounts.createFirstAdmin(password);
    }

    private List<Route> routes(
            Accounts accounts,
            Tokens tokens,
            EventStreams streams,
            ServiceProxy proxy,
            CodeRoom code,
            Uploads uploads) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(new SystemCalls(sdk, home, Version.ofProgram()).routes());
        routes.addAll(new AuthCalls(accounts, tokens, this::forgetUser).routes());
        routes.addAll(new ServiceCalls(
                        sdk.services(),
                        code.deployments(),
                        streams,
                        uploads,
                        sdk.config().get(ServiceKeys.RUNTIME))
                .routes());
        routes.addAll(new AlgorithmCalls(sdk.algorithms(), Optional.of(code.repositories())).routes());
        Sessions sessions = new Sessions(sdk.config(), sdk.configEditor(), sdk.auditLog());
        routes.addAll(new WholeConfigCalls(sdk.config(), sdk.configEditor(), sessions).routes());
        routes.addAll(new ConfigCalls(sdk.config(), sessions, this::exists).routes());
        routes.addAll(new AuditCalls(sdk.auditLog()).routes());
        routes.addAll(new PredictCalls(proxy, new PostgresCalls(sdk.database()), clock).routes());
        routes.addAll(new DeploymentCalls(sdk.services(), streams).routes());
        routes.add(Route.of(
                HandlerType.GET,
                "/openapi.json",
                Access.ANYBODY,
                "This description",
                Route.Shape.ANYTHING,
                request -> Reply.ok(api.document(Version.ofProgram()))));
        return routes;
    }

    private boolean exists(ServiceId id) {
        try {
            sdk.services().service(id);
            return true;
        } catch (AiOpsException unknown) {
            return unknown.code() != ErrorCode.SERVICE_NOT_FOUND;
        }
    }

    /** Whoever gets the name next does not get the values. */
    private void forgetUser(String name, Caller by) {
        Author author = Author.of(by.username()).because("user " + name + " is deleted");
        sdk.configEditor().clear(ConfigScope.ofUser(name), author);
    }

    private List<ServiceId> deploySamples() {
        if (!sdk.config().get(AppKeys.DEPLOY_SAMPLES)
                || !sdk.services().services().isEmpty()) {
            return List.of();
        }
        return Samples.find(sdk.config().find(AppKeys.SAMPLES).map(AppKeys::absolute))
                .map(found -> found.deploy(sdk.services()))
                .orElse(List.of());
    }

    private void announce() {
        Path file = home.resolve("run").resolve("address");
        try {
            Files.writeString(file, address() + "\n");
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + file, failed);
        }
        keep(() -> Files.deleteIfExists(file));
        LOG.info("the platform listens on {}", address());
    }
}
