package io.aiops.testkit.postgres;

import static io.aiops.testkit.postgres.PostgresServiceRepositoryTest.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.error.ErrorKind;
import io.aiops.orchestration.ServiceRepository;
import io.aiops.postgres.Database;
import io.aiops.postgres.DatabaseSettings;
import io.aiops.postgres.PostgresDeploymentRepository;
import io.aiops.postgres.PostgresServiceLocks;
import io.aiops.postgres.PostgresServiceRepository;
import io.aiops.service.Secret;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PostgresExtension.class)
class DatabaseTest {

    private static final ServiceId TEXT = ServiceId.of("text-classify");
    private static final List<String> DESIGNED = List.of(
            "algorithms",
            "algorithm_versions",
            "roles",
            "users",
            "algorithm_calls",
            "gitea_configs",
            "algorithm_repositories",
            "service_groups",
            "algorithm_services",
            "service_configs");

    private TestDatabase empty;

    @BeforeEach
    void create(PostgresServer server) {
        empty = server.emptyDatabase();
    }

    @AfterEach
    void drop() {
        empty.close();
    }

    @Test
    void theTenTablesOfTheDesignLiveInASchemaOfTheirOwn() {
        Database database = empty.open();

        assertThat(tables(database, "aiops")).containsAll(DESIGNED);
        assertThat(tables(database, "public")).isEmpty();
    }

    @Test
    void theRolesAdminAndUserExistFromTheFirstStart() {
        assertThat(strings(empty.open(), "SELECT name FROM roles ORDER BY name"))
                .containsExactly("admin", "user");
    }

    @Test
    void openingAgainChangesNothing() {
        Database first = empty.open();
        new PostgresServiceRepository(first, Clock.systemUTC()).register(TEXT, "one", "platform-a");

        Database second = empty.open();

        assertThat(new PostgresServiceRepository(second, Clock.systemUTC()).find(TEXT))
                .isPresent();
    }

    @Test
    void platformsThatStartTogetherMigrateOnce() throws Exception {
        List<Object> opened = AtOnce.run(6, turn -> empty.open());

        assertThat(opened).hasSize(6);
        assertThat(strings(
                        empty.open(),
                        "SELECT version FROM aiops_schema_history WHERE version IS NOT NULL ORDER BY installed_rank"))
                .startsWith("1", "2", "3")
                .doesNotHaveDuplicates();
    }

    @Test
    void aHostWithMigrationsAndTablesOfItsOwnIsLeftAlone(@TempDir Path scripts) throws IOException {
        Files.writeString(scripts.resolve("V1__host.sql"), """
                CREATE TABLE users (id int PRIMARY KEY, mine text);
                INSERT INTO users VALUES (1, 'of the host');
                CREATE TABLE algorithm_services (anything int);
                """);
        Flyway host = Flyway.configure()
                .dataSource(empty.dataSource())
                .locations("filesystem:" + scripts)
                .load();
        host.migrate();
        Map<String, Long> before = contents();

        try (Database database = Database.using(empty.dataSource())) {
            ServiceRepository services = new PostgresServiceRepository(database, Clock.systemUTC());
            services.register(TEXT, "one", "platform-a");
            assertThat(services.list()).hasSize(1);
        }

        assertThat(contents()).isEqualTo(before);
        assertThat(host.info().current().getVersion().getVersion()).isEqualTo("1");
        assertThat(host.migrate().migrationsExecuted).isZero();
    }

    @Test
    void twoSchemasOfOneDatabaseAreTwoPlatforms() {
        try (Database one = Database.using(empty.dataSource(), "one");
                Database two = Database.using(empty.dataSource(), "two")) {
            new PostgresServiceRepository(one, Clock.systemUTC()).register(TEXT, "one", "platform-a");

            assertThat(new PostgresServiceRepository(two, Clock.systemUTC()).list())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHostsConnectionsGoBackAsTheyCame(boolean autoCommit) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(empty.jdbcUrl() + "&currentSchema=hosts_own,public");
        config.setMaximumPoolSize(3);
        config.setAutoCommit(autoCommit);
        try (HikariDataSource host = new HikariDataSource(config)) {
            Database database = Database.using(host);
            ServiceRepository services = new PostgresServiceRepository(database, Clock.systemUTC());
            services.register(TEXT, "one", "platform-a");
            assertThatThrownBy(() -> database.inTransaction(handle -> handle.execute("SELECT 1 / 0")))
                    .isInstanceOf(AiOpsException.class);
            new PostgresServiceLocks(database).lock(TEXT, Duration.ofSeconds(5)).close();
            database.close();

            assertThat(host.isClosed()).isFalse();
            assertThat(host.getHikariPoolMXBean().getActiveConnections()).isZero();
            for (int borrow = 0; borrow < 3; borrow++) {
                try (var connection = host.getConnection();
                        var statement = connection.createStatement();
                        var rows = statement.executeQuery("SHOW search_path")) {
                    rows.next();
                    assertThat(rows.getString(1)).isEqualTo("hosts_own,public");
                    assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);
                }
            }
            try (Database again = Database.using(host)) {
                assertThat(new PostgresServiceRepository(again, Clock.systemUTC()).find(TEXT))
                        .isPresent();
            }
        }
    }

    @Test
    void noAnswerIsWaitedForWithoutLimit() throws Exception {
        Database database = empty.open();

        try (var handle = database.jdbi().open()) {
            assertThat(handle.getConnection().getNetworkTimeout()).isEqualTo(60_000);
        }
    }

    @Test
    void closingEndsItsOwnConnections() {
        Database database = Database.open(empty.settings());
        database.ping();

        database.close();
        database.close();

        assertCode(database::ping, ErrorCode.DATABASE_UNAVAILABLE);
    }

    @Test
    void workThatThrowsIsRolledBack() {
        Database database = empty.open();

        assertThatThrownBy(() -> database.inTransaction(handle -> {
                    handle.execute("INSERT INTO service_groups (name) VALUES ('nlp')");
                    throw new IllegalStateException("thought better of it");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(strings(database, "SELECT name FROM service_groups")).isEmpty();
    }

    @Test
    void aDatabaseThatGoesDownIsReportedAndUsedAgainWhenItIsBack() {
        Database database = Database.open(empty.settings().withConnectionTimeout(Duration.ofMillis(500)));
        empty.takeDown();

        assertThatThrownBy(database::ping).isInstanceOfSatisfying(AiOpsException.class, error -> {
            assertThat(error.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);
            assertThat(error.kind()).isEqualTo(ErrorKind.BACKEND);
            assertThat(error.message()).contains("does not answer").doesNotContain("SELECT");
        });
        assertCode(
                () -> new PostgresDeploymentRepository(database, Clock.systemUTC()).news(),
                ErrorCode.DATABASE_UNAVAILABLE);

        empty.bringUp();
        await().ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(strings(database, "SELECT name FROM roles")).hasSize(2));
        database.close();
    }

    @Test
    void aDatabaseThatIsNotThereIsReportedBeforeAnythingStarts() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }

        assertCode(
                () -> Database.open(DatabaseSettings.of("postgresql://admin:s3cret@127.0.0.1:" + nobody + "/db")),
                ErrorCode.DATABASE_UNAVAILABLE);
    }

    @Test
    void aDatabaseThatDoesNotExistIsReportedByWhatToDo() {
        DatabaseSettings settings = empty.settings();
        DatabaseSettings missing = new DatabaseSettings(
                settings.url().replaceAll("/[^/]*$", "/nowhere"),
                settings.user(),
                settings.password(),
                settings.schema(),
                settings.poolSize(),
                settings.connectionTimeout());

        assertThatThrownBy(() -> Database.open(missing)).isInstanceOfSatisfying(AiOpsException.class, error -> {
            assertThat(error.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);
            assertThat(error.message()).contains("does not exist");
        });
    }

    @Test
    void anErrorShowsNeitherTheStatementNorItsValues() {
        Database database = empty.open();

        assertThatThrownBy(() -> database.inTransaction(handle -> handle.createUpdate("""
                                INSERT INTO users (username, password_hash, role) VALUES (:name, :hash, 'nobody')
                                """)
                        .bind("name", "ada")
                        .bind("hash", "argon2-hash-of-ada")
                        .execute()))
                .isInstanceOfSatisfying(AiOpsException.class, error -> {
                    assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL);
                    StringWriter trace = new StringWriter();
                    error.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString())
                            .doesNotContain("argon2-hash-of-ada")
                            .doesNotContain("INSERT");
                });
        assertThatThrownBy(() -> database.inTransaction(handle -> handle.createUpdate("""
                                INSERT INTO users (username, password_hash, role) VALUES (:name, :hash, 'user')
                                """)
                        .bind("name", " spaced ")
                        .bind("hash", "argon2-hash-of-ada")
                        .execute()))
                .satisfies(error -> {
                    StringWriter trace = new StringWriter();
                    error.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain("argon2-hash-of-ada");
                });
    }

    @Test
    void oneUserNameIsOneUserWhateverItsCase() {
        empty.open();
        empty.execute("INSERT INTO aiops.users (username, password_hash, role) VALUES ('Ada', 'x', 'user')");

        assertThatThrownBy(() -> empty.execute(
                        "INSERT INTO aiops.users (username, password_hash, role) VALUES ('aDA', 'x', 'user')"))
                .rootCause()
                .hasMessageContaining("users_username_key");
    }

    @Test
    void twoServicesMayHaveTheSameKeyButTheSystemHasItOnce() {
        empty.open();
        String insert = "INSERT INTO aiops.service_configs (config_type, scope_id, config_key, config_value) VALUES ";

        empty.execute(
                insert + "('service', 'text-classify', 'service.port', '8001')",
                insert + "('service', 'image-recog', 'service.port', '8002')",
                insert + "('system', '', 'service.port', '8000')");

        assertThatThrownBy(() -> empty.execute(insert + "('system', '', 'service.port', '8003')"))
                .rootCause()
                .hasMessageContaining("service_configs_identity_key");
        assertThatThrownBy(() -> empty.execute(insert + "('system', 'text-classify', 'x', '1')"))
                .rootCause()
                .hasMessageContaining("service_configs_scope_check");
    }

    @Test
    void settingsAreReadFromTheAddressOfTheDesignToo() {
        DatabaseSettings settings = DatabaseSettings.of("postgresql://admin:p%40ss+word@db.example:5433/algorithm_db");

        assertThat(settings.url()).isEqualTo("jdbc:postgresql://db.example:5433/algorithm_db");
        assertThat(settings.user()).contains("admin");
        assertThat(settings.password()).contains(Secret.of("p@ss+word"));
        assertThat(settings.toString()).doesNotContain("p@ss+word");
    }

    @Test
    void everyWrongSettingIsNamedAtOnce() {
        assertThatThrownBy(() -> DatabaseSettings.of("jdbc:mysql://db/x"))
                .isInstanceOfSatisfying(AiOpsException.class, error -> {
                    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_SETTING);
                });
        assertThatThrownBy(() -> new DatabaseSettings(
                        "jdbc:mysql://db/x",
                        java.util.Optional.empty(),
                        java.util.Optional.empty(),
                        "Robert'); DROP TABLE",
                        1,
                        Duration.ZERO))
                .hasMessageContaining("database.url")
                .hasMessageContaining("database.schema")
                .hasMessageContaining("database.pool-size")
                .hasMessageContaining("database.connection-timeout");
    }

    private static List<String> tables(Database database, String schema) {
        return strings(database, "SELECT tablename FROM pg_tables WHERE schemaname = '" + schema + "'");
    }

    private static List<String> strings(Database database, String sql) {
        return database.inTransaction(
                handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    /** How many rows each table of the host has. */
    private Map<String, Long> contents() {
        Map<String, Long> rows = new TreeMap<>();
        org.jdbi.v3.core.Jdbi.create(empty.dataSource()).useHandle(handle -> {
            for (String table : handle.createQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                    .mapTo(String.class)
                    .list()) {
                rows.put(
                        table,
                        handle.createQuery("SELECT count(*) FROM public." + table)
                                .mapTo(Long.class)
                                .one());
            }
        });
        return rows;
    }
}
