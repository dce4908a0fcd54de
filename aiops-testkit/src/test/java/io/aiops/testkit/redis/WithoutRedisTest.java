package io.aiops.testkit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiops.AiOps;
import io.aiops.config.Author;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigWrite;
import io.aiops.config.JsonValue;
import io.aiops.postgres.DatabaseSettings;
import io.aiops.testkit.postgres.PostgresExtension;
import io.aiops.testkit.postgres.TestDatabase;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who wants no Redis need not have its client. */
@ExtendWith(PostgresExtension.class)
final class WithoutRedisTest {

    @Test
    void aPlatformRunsWithoutTheClientOfRedisOnItsClassPath(TestDatabase data, @TempDir Path folder) throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("jedis"))
                .collect(Collectors.joining(File.pathSeparator));
        Path out = folder.resolve("out");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        Program.class.getName(),
                        data.jdbcUrl(),
                        folder.resolve("home").toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            program.destroyForcibly();
        }
        assertThat(program.exitValue())
                .as(Files.readString(out, StandardCharsets.UTF_8))
                .isZero();
    }

    /** Opens a platform, changes a value, and ends with 0 when it reads it, without the client of Redis. */
    static final class Program {

        private Program() {}

        /** Takes the address of the database and the home. */
        public static void main(String[] arguments) {
            try {
                Class.forName("redis.clients.jedis.Jedis");
                throw new IllegalStateException("the client of Redis is there");
            } catch (ClassNotFoundException absent) {
                // as it should be
            }
            try (AiOps platform = AiOps.builder(Path.of(arguments[1]))
                    .database(DatabaseSettings.of(arguments[0]))
                    .open()) {
                ConfigId id = ConfigId.system("some.text");
                platform.configEditor().write(ConfigWrite.put(id, JsonValue.of("kept")), Author.of("anna"));
                if (platform.config().entry(id).isEmpty()) {
                    throw new IllegalStateException("the value is not there");
                }
            }
        }
    }
}
