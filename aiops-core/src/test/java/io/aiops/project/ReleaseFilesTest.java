package io.aiops.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiops.config.JsonValue;
import io.aiops.service.Endpoint;
import io.aiops.service.HealthCheck;
import io.aiops.service.Resources;
import io.aiops.service.RestartPolicy;
import io.aiops.service.Secret;
import io.aiops.service.ServiceId;
import io.aiops.service.ServiceSpec;
import io.aiops.service.StopSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the platform writes into a release, and where a platform keeps things. */
final class ReleaseFilesTest {

    private static final String HOSTILE_NAME = "a'b \"c\" $(touch evil) `x` \\ 服务";

    @TempDir
    Path folder;

    private final ReleaseFiles files = new ReleaseFiles();

    @Test
    void theConfigurationSaysTheSameInAllItsFormsWhateverIsInAName() throws Exception {
        files.write(project(), facts());
        assertThat(run("/bin/sh", "-c", ". ./config.env && printf '%s|%s' \"$SERVICE_NAME\" \"$PORT\""))
                .isEqualTo(HOSTILE_NAME + "|8123");
        assertThat(run("python3", "-c", "import config; print(config.SERVICE_NAME, config.PORT, sep='|', end='')"))
                .isEqualTo(HOSTILE_NAME + "|8123");
        assertThat(Files.readString(folder.resolve("config.json"))).contains("\"port\" : 8123");
        for (String name : List.of("config.json", "config.py", "config.env")) {
            assertThat(Files.readString(folder.resolve(name)))
                    .containsIgnoringCase("service_model_path")
                    .doesNotContain("stolen");
        }
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void noGeneratedFileHoldsWhatARequestPutIntoTheEnvironment() throws IOException {
        files.write(project(), facts());
        for (String name : List.of("config.json", "config.py", "config.env", "start.sh")) {
            assertThat(Files.readString(folder.resolve(name))).doesNotContain("s3cret");
        }
        assertThat(files.environment(folder, facts(), Map.of())).containsEntry("API_KEY", "s3cret");
    }

    @Test
    void theEnvironmentHoldsEveryConfiguredValueSecretsTooAndNoneTakesTheFactsPlace() {
        assertThat(files.environment(folder, facts(), Map.of("api.key", Secret.of("hidden"))))
                .containsEntry("SERVICE_MODEL_PATH", "/models/\u4e2d")
                .containsEntry("SERVICE_API_KEY", "hidden")
                .containsEntry("SERVICE_TIMEOUT", "30")
                .containsEntry("SERVICE_ID", "svc");
    }

    @Test
    void aProjectsOwnFilesAreLeftAlone() throws IOException {
        Files.writeString(folder.resolve("config.py"), "MINE = 1\n");
        Files.writeString(folder.resolve("start.sh"), "#!/bin/sh\nmine\n");
        files.write(project(), facts());
        assertThat(folder.resolve("config.py")).hasContent("MINE = 1\n");
        assertThat(folder.resolve("start.sh")).hasContent("#!/bin/sh\nmine\n");
        assertThat(Files.readString(folder.resolve("aiops_config.py"))).contains("PORT = 8123");
        files.write(folder, facts());
        assertThat(folder.resolve("aiops_aiops_config.py")).doesNotExist();
    }

    @Test
    void theGeneratedStartScriptStartsWhatThePlatformStartsArgumentsAsTheyAre() throws Exception {
        Project project = new Project(
                folder, ProjectKind.COMMAND, Manifest.EMPTY, List.of("printf", "%s", "it's $HOME; `x` \"y\""));
        files.write(project, facts());
        assertThat(run("./start.sh")).isEqualTo("it's $HOME; `x` \"y\"");
    }

    @Test
    void thePortTableIsOneRowForEachService() throws IOException {
        ServiceDirectories directories = new ServiceDirectories(folder);
        new CommonFiles(directories)
                .writePortTable(List.of(new PortRow(ServiceId.of("a-b"), "名", "127.0.0.1", List.of(8001, 8002), 3)));
        assertThat(Files.readString(folder.resolve("config/ports.json"))).contains("\"service_id\" : \"a-b\"", "8002");
        assertThat(Files.readString(folder.resolve("config/ports.py"))).contains("\"a-b\": 8001,");
    }

    @Test
    void deletingAServiceFollowsNoLinkAndTakesNoOtherServicesLogs() throws IOException {
        ServiceDirectories directories = new ServiceDirectories(folder);
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("keep"), "keep");
        ServiceId id = ServiceId.of("svc");
        Path release = directories.createRelease(id, 1);
        Files.createSymbolicLink(release.resolve("way"), outside);
        directories.switchCurrent(id, 1);
        assertThat(directories.service(id).resolve("current").toRealPath()).isEqualTo(release.toRealPath());
        Files.createDirectories(directories.logs());
        for (String log : List.of("svc.log", "svc.log.1", "svc_error.log", "svc-2.log", "svcx.log")) {
            Files.writeString(directories.logs().resolve(log), "x");
        }
        directories.deleteService(id);
        assertThat(directories.service(id)).doesNotExist();
        assertThat(outside.resolve("keep")).hasContent("keep");
        assertThat(directories.logs().toFile().list())
                .containsExactlyInAnyOrder("deployments", "svc-2.log", "svcx.log");
    }

    @Test
    void aFailedFirstReleaseLeavesNoFolderOfTheService() {
        ServiceDirectories directories = new ServiceDirectories(folder);
        ServiceId id = ServiceId.of("svc");
        directories.createRelease(id, 1);
        directories.data(id);
        directories.deleteRelease(id, 1);
        assertThat(directories.service(id)).doesNotExist();
    }

    private Project project() {
        return new Project(folder, ProjectKind.PYTHON, Manifest.EMPTY, List.of("python", "main.py"));
    }

    private ReleaseFacts facts() {
        ServiceSpec spec = new ServiceSpec(
                ServiceId.of("svc"),
                HOSTILE_NAME,
                "local",
                "127.0.0.1",
                OptionalInt.empty(),
                OptionalInt.empty(),
                Duration.ofSeconds(30),
                Map.of("API_KEY", "s3cret"),
                1,
                Optional.empty(),
                false,
                HealthCheck.DEFAULT,
                RestartPolicy.DEFAULT,
                StopSpec.DEFAULT,
                Resources.UNLIMITED,
                Optional.empty());
        return new ReleaseFacts(
                spec,
                4,
                new Endpoint("127.0.0.1", 8123),
                folder.resolve("data"),
                folder.resolve("logs"),
                Map.of("model.path", JsonValue.of("/models/\u4e2d"), "service.id", JsonValue.of("stolen")));
    }

    private String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
