package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aiops.project.ProjectSources;
import io.aiops.testkit.backend.Backend;
import io.aiops.testkit.backend.RequiresBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages in a real browser against a real platform; what is tested stands in {@code ui/e2e}. */
@RequiresBackend({Backend.CHROMIUM, Backend.NODE, Backend.PYTHON})
class PagesTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    void thePagesDoWhatAPersonExpectsOfThem() throws Exception {
        assumeTrue(PagesTest.class.getResource("/ui/index.html") != null, "the pages were not built: -DskipUi");
        Path home = folder.resolve("home");
        Path samples = Files.createDirectories(folder.resolve("samples/text-classify"));
        new ProjectSources().copy(Path.of("samples/text-classify").toAbsolutePath(), samples, (b, o, l) -> {});
        Process platform = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.aiops.app.Main",
                        "--home.dir=" + home,
                        "--server.port=0",
                        "--samples.dir=" + samples.getParent()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("platform.txt").toFile())
                .start();
        try {
            await().atMost(LIMIT).until(() -> Files.exists(home.resolve("run/address")));
            String address = Files.readString(home.resolve("run/address")).strip();
            String password =
                    Files.readString(home.resolve("initial-admin-password")).strip();
            Api admin = Api.at(java.net.URI.create(address)).signIn("admin", password);
            await().atMost(LIMIT)
                    .until(() -> admin.get("/api/v1/services/text-classify")
                            .json()
                            .path("health")
                            .asText()
                            .equals("healthy"));
            Path said = folder.resolve("browser.txt");
            ProcessBuilder browser = new ProcessBuilder("npm", "run", "--silent", "e2e")
                    .directory(Path.of("ui").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            browser.environment()
                    .putAll(Map.of(
                            "AIOPS_BASE_URL",
                            address,
                            "AIOPS_USERNAME",
                            "admin",
                            "AIOPS_PASSWORD",
                            password,
                            "CI",
                            "1"));
            Process tests = browser.start();
            assertThat(tests.waitFor(8, TimeUnit.MINUTES)).isTrue();
            assertThat(tests.exitValue()).as(Files.readString(said)).isZero();
            for (var service : admin.get("/api/v1/services").json().path("items")) {
                admin.delete("/api/v1/services/" + service.path("service_id").asText());
            }
        } finally {
            platform.destroy();
            if (!platform.waitFor(30, TimeUnit.SECONDS)) {
                platform.destroyForcibly();
            }
        }
    }
}
