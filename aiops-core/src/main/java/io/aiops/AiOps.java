package io.aiops;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gateway.RouteTable;
import io.aiops.health.HealthMonitor;
import io.aiops.orchestration.OrchestratorRooms;
import io.aiops.orchestration.ProjectRoom;
import io.aiops.orchestration.Runtimes;
import io.aiops.orchestration.ServiceOrchestrator;
import io.aiops.port.LeasedPorts;
import io.aiops.port.MachineId;
import io.aiops.port.PortAllocator;
import io.aiops.port.PortRange;
import io.aiops.postgres.Database;
import io.aiops.postgres.DatabaseSettings;
import io.aiops.postgres.PostgresDeploymentRepository;
import io.aiops.postgres.PostgresPortLeases;
import io.aiops.postgres.PostgresServiceLocks;
import io.aiops.postgres.PostgresServiceRepository;
import io.aiops.project.CommonFiles;
import io.aiops.project.EnvironmentBuilder;
import io.aiops.project.ProjectInspector;
import io.aiops.project.ProjectSources;
import io.aiops.project.ReleaseFiles;
import io.aiops.project.ServiceDirectories;
import io.aiops.runtime.RuntimeContext;
import io.aiops.runtime.RuntimeHealth;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.service.HealthCheck;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
            List<AutoCloseable> closing) {
        this.platformId = platformId;
        this.database = database;
        this.directories = directories;
        this.ports = ports;
        this.routes = routes;
        this.runtimes = runtimes;
        this.services = services;
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
        private PortRange range = new PortRange(8001, 8999);
        private String defaultRuntime = "local";
        private Function<String, Optional<String>> settings = key -> Optional.empty();
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

        /** The ports that services get; 8001 to 8999 if not said. */
        public Builder portRange(PortRange ports) {
            range = ports;
            return this;
        }

        /** The runtime of services that name none; {@code local} if not said. */
        public Builder defaultRuntime(String name) {
            defaultRuntime = name;
            return this;
        }

        /** A runtime beside those that are found on the class path, which is closed with the platform. */
        public Builder runtime(ServiceRuntime runtime) {
            handedIn.add(runtime);
            return this;
        }

        /** Looks up settings by key: those of runtimes, and {@code health.start-timeout} in seconds. */
        public Builder settings(Function<String, Optional<String>> lookup) {
            settings = lookup;
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
         *     {@code DATABASE_UNAVAILABLE}; {@code INVALID_REQUEST} if the default runtime does not exist
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

        private HealthCheck defaultHealth() {
            try {
                return settings.apply("health.start-timeout")
                        .map(seconds ->
                                HealthCheck.DEFAULT.withStartTimeout(Duration.ofSeconds(Long.parseLong(seconds))))
                        .orElse(HealthCheck.DEFAULT);
            } catch (IllegalArgumentException wrong) {
                throw new AiOpsException(
                        ErrorCode.INVALID_SETTING, "health.start-timeout must be a number of seconds above 0", wrong);
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
            PortAllocator ports = new LeasedPorts(
                    new PostgresPortLeases(database), range, MachineId.current(), LeasedPorts.DEFAULT_REST, clock);
            RouteTable routes = new RouteTable();
            Runtimes runtimes = new Runtimes(new RuntimeContext(platformId, home, clock, settings), handedIn);
            closing.add(0, runtimes);
            HealthMonitor monitor = new HealthMonitor(clock);
            closing.add(0, monitor);
            runtimes.get(defaultRuntime);
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
                    defaultRuntime,
                    defaultHealth(),
                    platformId,
                    clock));
            closing.add(0, services);
            services.open();
            return new AiOps(platformId, database, directories, ports, routes, runtimes, services, closing);
        }
    }
}
