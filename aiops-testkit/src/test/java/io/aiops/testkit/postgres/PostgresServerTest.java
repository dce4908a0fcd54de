package io.aiops.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresServerTest {

    @Test
    void everybodySharesOneServer(PostgresServer server, TestDatabase database) {
        assertThat(database.jdbcUrl()).startsWith("jdbc:postgresql://127.0.0.1:");
        assertThat(ProcessHandle.of(server.pid())).isPresent();
    }

    @Test
    void databasesAreFreshAndApart(PostgresServer server) {
        try (TestDatabase one = server.database();
                TestDatabase two = server.database()) {
            one.execute("INSERT INTO aiops.service_groups (name) VALUES ('nlp')");
            two.execute("INSERT INTO aiops.service_groups (name) VALUES ('nlp')");
            assertThat(one.jdbcUrl()).isNotEqualTo(two.jdbcUrl());
        }
    }

    @Test
    void aClosedServerLeavesNoProcessAndNoFolder() {
        PostgresServer server = PostgresServer.start();
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
        server.database().execute("SELECT 1");

        server.close();
        server.close();

        await().until(() -> !process.isAlive());
        assertThat(server.home()).doesNotExist();
    }

    @Test
    void whatAKilledTestRunLeftIsRemovedByTheNext() throws Exception {
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HaltedRun.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(run.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        List<String> left = printed.lines().toList();
        long pid = Long.parseLong(left.get(0));
        Path folder = Path.of(left.get(1));
        assertThat(folder).isDirectory();

        PostgresServer.start().close();

        await().until(() -> ProcessHandle.of(pid).isEmpty());
        assertThat(folder).doesNotExist();
    }

    /** A test run that ends without any clean-up. */
    static final class HaltedRun {

        private HaltedRun() {}

        public static void main(String[] arguments) {
            PostgresServer server = PostgresServer.start();
            System.out.println(server.pid() + "\n" + server.home());
            System.out.flush();
            Runtime.getRuntime().halt(9);
        }
    }
}
