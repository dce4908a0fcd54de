package io.aiops;

import io.aiops.algorithm.Algorithms;
import io.aiops.audit.AuditLog;
import io.aiops.config.ChangeHints;
import io.aiops.config.ConfigContext;
import io.aiops.config.ConfigEditor;
import io.aiops.config.ConfigRegistry;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigResolverBuilder;
import io.aiops.config.ConfigSecrets;
import io.aiops.config.ConfigSession;
import io.aiops.config.JsonValue;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gateway.RouteTable;
import io.aiops.health.HealthMonitor;
import io.aiops.orchestration.OrchestratorRooms;
import io.aiops.orchestration.ProjectRoom;
import io.aiops.orchestration.Runtimes;
import io.aiops.orchestration.ServiceKeys;
import io.aiops.orchestration.ServiceOrchestrator;
import io.aiops.port.LeasedPorts;
import io.aiops.port.MachineId;
import io.aiops.port.PortAllocator;
import io.aiops.port.PortRange;
import io.aiops.postgres.Database;
import io.aiops.postgres.DatabaseSettings;
import io.aiops.postgres.PostgresAlgorithmRepository;
import io.aiops.postgres.PostgresAuditLog;
import io.aiops.postgres.PostgresConfigStore;
import io.aiops.postgres.PostgresDeploymentRepository;
import io.aiops.postgres.PostgresHints;
import io.aiops.postgres.PostgresPortLeases;
import io.aiops.postgres.PostgresServiceLocks;
import io.aiops.postgres.PostgresServiceRepository;
import io.aiops.project.CommonFiles;
import io.aiops.project.EnvironmentBuilder;
import io.aiops.project.ProjectInspector;
import io.aiops.project.ProjectSources;
import io.aiops.project.ReleaseFiles;
import io.aiops.project.ServiceDirectories;
import io.aiops.redis.RedisHints;
import io.aiops.runtime.RuntimeContext;
import io.aiops.runtime.RuntimeHealth;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.secret.KeyProvider;
import io.aiops.secret.SecretCipher;
import io.aiops.service.Secret;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One platform: opens everything, hands out its parts, closes everything. Closing never stops a service; the next platform
 * on the same home and database takes them up again. Two platforms may live in one JVM, each with a home of its own.
 */
public final class AiOps implements AutoCloseable {

    private final String platformId;
    private final Database database;
    private final ServiceDirectories directories;
    private final PortAllocator ports;
    private final RouteTable routes;
    private final Runtimes runtimes;
    private final ServiceOrchestrator services;
    private final ConfigResolver config;
    private final ConfigEditor configEditor;
    private final AuditLog auditLog;
    private final SecretCipher cipher;
    private final Algorithms algorithms;
    /** What {@link #close()} closes, in this order. */
    private final List<AutoCloseable> closing;

    private AiOps(
            String platformId,
            Database database,
            ServiceDirectories directories,
            PortAllocator ports,
            RouteTable routes,
            Runtimes runtimes,
            ServiceOrchestrator services,
            ConfigResolver config,
            ConfigEditor configEditor,
            AuditLog auditLog,
            SecretCipher cipher,
            Algorithms algorithms,
            List<AutoCloseable> closing) {
        this.platformId = platformId;
        this.database = database;
        this.directories = directories;
        this.ports = ports;
        this.routes = routes;
        this.runtimes = runtimes;
        this.services = services;
        this.config = config;
        this.configEditor = configEditor;
        this.auditLog = auditLog;
        this.cipher = cipher;
        this.algorithms = algorithms;
        this.closing = closing;
    }

    /**
     * Begins a platform that keeps its files in the given folder.
     *
     * @param home an absolute folder; made if it is missing
     */
    public static Builder builder(Path home) {
        return new Builder(home);
    }

    /** Deploys and manages services. */
    public ServiceOrchestrator services() {
        return services;
    }

    /** Where each service is reached. */
    public RouteTable routes() {
        return routes;
    }

    /** Which port is whose. */
    public PortAllocator ports() {
        return ports;
    }

    /** What is configured, from all layers. */
    public ConfigResolver config() {
        return config;
    }

    /** Changes what is configured in the database; who may do that is the host's to decide, see {@link ConfigSession}. */
    public ConfigEditor configEditor() {
        return configEditor;
    }

    /** Encrypts what must not lie in the database in clear. */
    public SecretCipher cipher() {
        return cipher;
    }

    /** Who did what. */
    public AuditLog auditLog() {
        return auditLog;
    }

    /** Which algorithms there are, in which versions, and where their code is. */
    public Algorithms algorithms() {
        return algorithms;
    }

    /** The database. */
    public Database database() {
        return database;
    }

    /** The folders of the platform and its services. */
    public ServiceDirectories directories() {
        return directories;
    }

    /** The backends. */
    public Runtimes runtimes() {
        return runtimes;
    }

    /** How well each backend answers within the given time. */
    public Map<String, RuntimeHealth> ping(Duration timeout) {
        return runtimes.ping(timeout);
    }

    /** Who this platform is; stable for its home. */
    public String platformId() {
        return platformId;
    }

    /** Ends all work and closes what this object opened. Services go on. Idempotent. */
    @Override
    public void close() {
        closeAll(closing);
    }

    private static void closeAll(List<AutoCloseable> parts) {
        @Nullable RuntimeException first = null;
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception failure) {
                first = first == null ? new IllegalStateException("could not close everything", failure) : first;
            }
        }
        parts.clear();
        if (first != null) {
            throw first;
        }
    }

    /** Collects what a platform needs. Only a database is indispensable. */
    public static final class Builder {
        private final Path home;
        private final List<ServiceRuntime> handedIn = new ArrayList<>();
        private Optional<DataSource> dataSource = Optional.empty();
        private Optional<DatabaseSettings> settingsOfDatabase = Optional.empty();
        private Optional<PortRange> range = Optional.empty();
        private ConfigResolverBuilder configuration = ConfigResolver.builder(
                ConfigRegistry.builder().addAll(PlatformKeys.ALL).build());
        private KeyProvider encryptionKeys = KeyProvider.none();
        private Clock clock = Clock.systemUTC();

        private Builder(Path home) {
            if (!home.isAbsolute()) {
                throw new IllegalArgumentException("home must be an absolute path, not " + home);
            }
            this.home = home.normalize();
        }

        /** A PostgreSQL to connect to with a pool of its own. */
        public Builder database(DatabaseSettings where) {
            settingsOfDatabase = Optional.of(where);
            return this;
        }

        /** A pool of the host, which stays the host's to close. The tables live in their own schema. */
        public Builder dataSource(DataSource pool) {
            dataSource = Optional.of(pool);
            return this;
        }

        /** The ports that services get, whatever is configured. */
        public Builder portRange(PortRange ports) {
            range = Optional.of(ports);
            return this;
        }

        /**
         * The layers of configuration above and below the database, which the platform adds; its registry holds
         * {@link PlatformKeys#ALL}. Nothing but the database and the defaults if not said.
         */
        public Builder configuration(ConfigResolverBuilder layers) {
            configuration = layers;
            return this;
        }

        /** The keys that encrypt stored secrets; without them a secret is refused. */
        public Builder encryptionKeys(KeyProvider keys) {
            encryptionKeys = keys;
            return this;
        }

        /** A runtime beside those that are found on the class path, which is closed with the platform. */
        public Builder runtime(ServiceRuntime runtime) {
            handedIn.add(runtime);
            return this;
        }

        /** The time; the system's if not said. */
        public Builder clock(Clock time) {
            clock = time;
            return this;
        }

        /**
         * Opens the platform: brings the schema up to date, takes up the services that run, and begins to keep them.
         *
         * @throws AiOpsException {@code STATE_IN_USE} if another platform works in the same home;
         *     {@code DATABASE_UNAVAILABLE}; {@code INVALID_SETTING} naming everything that is wrong in the configuration;
         *     {@code INVALID_REQUEST} if the default runtime does not exist
         */
        public AiOps open() {
            List<AutoCloseable> closing = new ArrayList<>();
            try {
                closing.add(HomeLock.take(home));
                return openLocked(closing);
            } catch (RuntimeException failure) {
                closeAll(closing);
                throw failure;
            }
        }

        private Database openDatabase() {
            if (dataSource.isPresent()) {
                return Database.using(dataSource.get());
            }
            return Database.open(settingsOfDatabase.orElseThrow(() -> new AiOpsException(
                    ErrorCode.INVALID_SETTING, "a platform needs a database: call database(...) or dataSource(...)")));
        }

        private AiOps openLocked(List<AutoCloseable> closing) {
            String platformId = PlatformId.of(home);
            Database database = openDatabase();
            closing.add(0, database);
            ServiceDirectories directories = new ServiceDirectories(home);
            PostgresConfigStore store = new PostgresConfigStore(database, clock);
            SecretCipher cipher = SecretCipher.of(encryptionKeys);
            ConfigSecrets secrets = new ConfigSecrets(cipher, store.environment());
            ConfigResolver config = configuration
                    .store(store)
                    .secrets(secrets)
                    .hints(hints(store.environment()))
                    .clock(clock)
                    .open();
            closing.add(0, config);
            PortAllocator ports = new LeasedPorts(
                    new PostgresPortLeases(database),
                    range.orElseGet(() -> config.get(PlatformKeys.PORTS)),
                    MachineId.current(),
                    LeasedPorts.DEFAULT_REST,
                    clock);
            RouteTable routes = new RouteTable();
            Runtimes runtimes = new Runtimes(
                    new RuntimeContext(
                            platformId,
                            home,
                            clock,
                            key -> config.reveal(key, ConfigContext.SYSTEM).map(JsonValue::plainText)),
                    handedIn);
            closing.add(0, runtimes);
            HealthMonitor monitor = new HealthMonitor(clock);
            closing.add(0, monitor);
            runtimes.get(config.get(ServiceKeys.RUNTIME));
            ConfigEditor editor = new ConfigEditor(config, store, secrets, ServiceKeys.rules(runtimes));
            ServiceOrchestrator services = new ServiceOrchestrator(new OrchestratorRooms(
                    new PostgresServiceRepository(database, clock),
                    new PostgresDeploymentRepository(database, clock),
                    new PostgresServiceLocks(database),
                    runtimes,
                    ports,
                    directories,
                    new ProjectRoom(
                            new ProjectSources(), new ProjectInspector(), new EnvironmentBuilder(), new ReleaseFiles()),
                    new CommonFiles(directories),
                    monitor,
                    routes,
                    config,
                    editor,
                    platformId,
                    clock));
            closing.add(0, services);
            services.open();
            return new AiOps(
                    platformId,
                    database,
                    directories,
                    ports,
                    routes,
                    runtimes,
                    services,
                    config,
                    editor,
                    new PostgresAuditLog(database, clock),
                    cipher,
                    new Algorithms(
                            new PostgresAlgorithmRepository(database, clock),
                            new ProjectInspector(),
                            directories.run().resolve("algorithms"),
                            clock),
                    closing);
        }

        private List<ChangeHints> hints(String environment) {
            List<ChangeHints> hints = new ArrayList<>();
            hints.add(dataSource
                    .map(host -> PostgresHints.using(host, environment))
                    .orElseGet(() -> PostgresHints.of(settingsOfDatabase.orElseThrow(), environment)));
            configuration
                    .peek(PlatformKeys.REDIS.name())
                    .map(address -> RedisHints.of(Secret.of(address), environment))
                    .ifPresent(hints::add);
            return hints;
        }
    }
}
