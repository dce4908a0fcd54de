package io.aiops.app.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aiops.testkit.postgres.PostgresExtension;
import io.aiops.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
class EmbeddedDatabaseTest {

    @TempDir
    static Path programs;

    @TempDir
    Path home;

    @AfterEach
    void stop() {
        Path data = home.resolve("postgres/data");
        if (Files.isDirectory(data) && Postmaster.of(data.toAbsolutePath()).isPresent()) {
            start().close();
        }
    }

    @Test
    void keepsWhatWasCommittedAcrossAStopAndAStart() throws SQLException {
        try (EmbeddedDatabase database = start()) {
            execute(database, "create table kept (x int)", "insert into kept values (7)");
        }
        assertThat(Postmaster.of(home.resolve("postgres/data"))).isEmpty();

        try (EmbeddedDatabase again = start()) {
            assertThat(ask(again, "select x from kept")).isEqualTo("7");
        }
    }

    @Test
    void isSafeByItsSettingsAndOpenToNobodyWithoutAPassword() throws Exception {
        try (EmbeddedDatabase database = start()) {
            assertThat(ask(database, "show fsync")).isEqualTo("on");
            assertThat(ask(database, "show synchronous_commit")).isEqualTo("on");
            assertThat(ask(database, "show full_page_writes")).isEqualTo("on");
            assertThat(ask(database, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(home.resolve("postgres/data/platform.conf")).content().contains("unix_socket_directories = ''");
            assertThat(ask(database, "select rolsuper::text from pg_roles where rolname = current_user"))
                    .isEqualTo("false");
            assertThatThrownBy(() -> execute(database, "copy (select 1) to program 'cat'"))
                    .isInstanceOf(SQLException.class);

            for (String user : List.of("postgres", "aiops")) {
                assertThatThrownBy(() -> connect(database, user, "").close()).isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> connect(database, user, "guess").close())
                        .isInstanceOf(SQLException.class);
            }
            for (String file : List.of("superuser-password", "password")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                                home.resolve("postgres").resolve(file))))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void isTakenOverWhenItsPlatformDiedWithoutStoppingIt() throws Exception {
        EmbeddedDatabase left = start(); // never closed, as after a kill -9 of the platform
        long pid = left.pid();
        execute(left, "create table kept (x int)");

        try (EmbeddedDatabase taken = start()) {
            assertThat(taken.pid()).isEqualTo(pid);
            assertThat(taken.address().jdbcUrl()).isEqualTo(left.address().jdbcUrl());
            assertThat(ask(taken, "select count(*)::text from kept")).isEqualTo("0");
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void comesBackAfterAKillOfItself() throws Exception {
        EmbeddedDatabase killed = start();
        execute(killed, "create table kept (x int)", "insert into kept values (7)");
        long pid = killed.pid();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(10)).until(() -> ProcessHandle.of(pid).isEmpty());

        try (EmbeddedDatabase again = start()) {
            assertThat(ask(again, "select x from kept")).isEqualTo("7");
        }
    }

    @Test
    void neverTouchesAForeignServerThatItsFileHappensToName(PostgresServer foreign) throws Exception {
        start().close();
        Path file = home.resolve("postgres/data/postmaster.pid");
        Files.copy(find(foreign.home()), file); // a process number that was given again

        try (EmbeddedDatabase ours = start()) {
            assertThat(ours.pid()).isNotEqualTo(foreign.pid());
        }
        assertThat(ProcessHandle.of(foreign.pid())).isPresent();
    }

    @Test
    void aStartThatDiedWhileItMadeTheDataFolderDoesNoHarm() throws Exception {
        Path half = home.resolve("postgres/data.new");
        Files.createDirectories(half);
        Files.writeString(half.resolve("PG_VERSION"), "18\n");

        try (EmbeddedDatabase database = start()) {
            assertThat(ask(database, "select 1::text")).isEqualTo("1");
        }
    }

    @Test
    void refusesDataOfAnotherVersionInWords() throws Exception {
        start().close();
        Files.writeString(home.resolve("postgres/data/PG_VERSION"), "12\n");

        assertThatThrownBy(this::start)
                .isInstanceOf(DatabaseStartException.class)
                .hasMessageContaining("PostgreSQL 12");
        Files.writeString(home.resolve("postgres/data/PG_VERSION"), "18\n");
    }

    private EmbeddedDatabase start() {
        return EmbeddedDatabase.start(home.resolve("postgres"), programs, home.resolve("logs/postgres.log"));
    }

    private static Path find(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(path -> path.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Connection connect(EmbeddedDatabase database, String user, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return DriverManager.getConnection(database.address().jdbcUrl(), properties);
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        return connect(
                database,
                database.address().user(),
                database.address().password().reveal());
    }

    private static void execute(EmbeddedDatabase database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String ask(EmbeddedDatabase database, String query) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            assertThat(answer.next()).isTrue();
            return answer.getString(1);
        }
    }
}
