package io.aiops.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which programs build an environment, and what is said where they are missing. */
final class PythonEnvironmentTest {

    @TempDir
    Path folder;

    private Path project = Path.of("/");
    private Path programs = Path.of("/");
    private final StringBuilder said = new StringBuilder();

    @BeforeEach
    void makeFolders() throws IOException {
        project = Files.createDirectory(folder.resolve("project"));
        programs = Files.createDirectory(folder.resolve("bin"));
    }

    @Test
    void aHostWithoutPythonIsToldWhatItNeeds() {
        AiOpsException failed = failure(ProjectKind.PYTHON, programs.toString());
        assertThat(failed.message()).contains("Python 3.9 or newer is needed");
    }

    @Test
    void aPythonThatIsTooOldOrBrokenIsNamed() throws IOException {
        program("python3", "#!/bin/sh\necho aiops 3 6 1 1 /opt/python3.6\n");
        program("python", "#!/bin/sh\nexit 1\n");
        AiOpsException failed = failure(ProjectKind.PYTHON, programs.toString());
        assertThat(failed.message())
                .contains("Python 3.9 or newer")
                .contains(programs.resolve("python3").toString());
    }

    @Test
    void aPythonThatCannotMakeEnvironmentsIsNamedWithTheRemedy() throws IOException {
        program("python3", "#!/bin/sh\necho aiops 3 11 0 0 /usr/bin/python3\n");
        assertThat(failure(ProjectKind.PYTHON, programs.toString()).message()).contains("python3-venv");
    }

    @Test
    void aShimIsFollowedToTheInterpreterBehindIt() throws IOException {
        Path python = realPython();
        program("python3", "#!/bin/sh\nexec " + python + " \"$@\"\n");
        build(ProjectKind.PYTHON, programs + ":/usr/bin:/bin");
        Path linked = project.resolve("venv/bin/python").toRealPath();
        assertThat(linked).isEqualTo(python.toRealPath());
        assertThat(Files.readString(project.resolve("venv/pyvenv.cfg"))).doesNotContain(programs.toString());
    }

    @Test
    void anEnvironmentThatWasThereIsMadeAnew() throws IOException {
        realPython();
        Files.createDirectories(project.resolve("venv/bin"));
        Files.writeString(project.resolve("venv/bin/python"), "old");
        build(ProjectKind.PYTHON, path());
        assertThat(Files.isExecutable(project.resolve("venv/bin/python"))).isTrue();
    }

    @Test
    void onlyARequirementThatAsksForSomethingIsInstalled() throws IOException {
        assertThat(requirements("requirements.txt", "\n  # nothing\n")).isEqualTo(PythonRequirements.NONE);
        assertThat(requirements("requirements.txt", "# web\nfastapi==1\n")).isEqualTo(PythonRequirements.REQUIREMENTS);
        Files.delete(project.resolve("requirements.txt"));
        assertThat(requirements("pyproject.toml", "[tool.black]\nline-length = 9\n"))
                .isEqualTo(PythonRequirements.NONE);
        assertThat(requirements("pyproject.toml", "[project]\nname = 'x'\ndependencies = []\n"))
                .isEqualTo(PythonRequirements.NONE);
        assertThat(requirements("pyproject.toml", "[project]\nname = 'x'\ndependencies = [\n 'fastapi',\n]\n"))
                .isEqualTo(PythonRequirements.PYPROJECT_DEPENDENCIES);
        assertThat(requirements("pyproject.toml", "[build-system]\nrequires = ['hatchling']\n"))
                .isEqualTo(PythonRequirements.PROJECT);
    }

    @Test
    void whereUvIsThereItInstalls() throws IOException {
        Path python = realPython();
        program("python3", "#!/bin/sh\nexec " + python + " \"$@\"\n");
        program("uv", "#!/bin/sh\necho uv \"$@\"\n");
        Files.writeString(project.resolve("requirements.txt"), "fastapi\n");
        build(ProjectKind.PYTHON, programs + ":/usr/bin:/bin");
        assertThat(said)
                .contains("uv venv --no-project --python " + python.toRealPath().getParent())
                .contains("uv pip install --python " + project.resolve("venv/bin/python") + " -r requirements.txt");
    }

    @Test
    void aNodeProjectWithoutPackagesNeedsNoNpm() throws IOException {
        program("node", "#!/bin/sh\n");
        Files.writeString(project.resolve("package.json"), "{\"name\":\"x\",\"scripts\":{\"start\":\"node x.js\"}}");
        build(ProjectKind.NODE, programs.toString());
        assertThat(said).contains("no packages");
    }

    @Test
    void aNodeProjectIsInstalledAsItsLockFileSays() throws IOException {
        program("node", "#!/bin/sh\n");
        program("npm", "#!/bin/sh\necho npm \"$@\"\n");
        Files.writeString(project.resolve("package.json"), "{\"dependencies\":{\"left\":\"1\"}}");
        build(ProjectKind.NODE, programs + ":/usr/bin:/bin");
        assertThat(said).contains("npm install --omit=dev");
        Files.writeString(project.resolve("package-lock.json"), "{}");
        build(ProjectKind.NODE, programs + ":/usr/bin:/bin");
        assertThat(said).contains("npm ci");
    }

    @Test
    void aHostWithoutNodeIsToldWhatItNeeds() {
        assertThat(failure(ProjectKind.NODE, programs.toString()).message()).contains("Node.js");
    }

    @Test
    void aBuildInheritsOnlyWhatItMay() throws IOException {
        program("node", "#!/bin/sh\n");
        program("npm", "#!/bin/sh\nenv\n");
        Files.writeString(project.resolve("package.json"), "{\"dependencies\":{\"left\":\"1\"}}");
        Map<String, String> host = new HashMap<>();
        host.put("PATH", programs + ":/usr/bin:/bin");
        for (String name : List.of("https_proxy", "NO_PROXY", "PIP_INDEX_URL", "UV_CACHE_DIR", "npm_config_cache")) {
            host.put(name, "given");
        }
        for (String name : List.of("DATABASE_URL", "AIOPS__KEY", "AWS_SECRET_ACCESS_KEY", "LD_PRELOAD", "PYTHONPATH")) {
            host.put(name, "hidden");
        }
        new EnvironmentBuilder(host).build(subject(ProjectKind.NODE), this::take, Duration.ofMinutes(1), () -> false);
        assertThat(said).doesNotContain("hidden");
        assertThat(said.toString().lines().filter(line -> line.endsWith("=given")))
                .hasSize(5);
    }

    private PythonRequirements requirements(String name, String text) throws IOException {
        Files.writeString(project.resolve(name), text);
        return PythonRequirements.of(new ProjectFiles(project));
    }

    private Path realPython() {
        try {
            return PythonInterpreter.find(Map.of("PATH", path(), "HOME", System.getProperty("user.home")), false)
                    .executable();
        } catch (AiOpsException none) {
            assumeTrue("all".equals(System.getenv("AIOPS_REQUIRE_BACKENDS")), "needs " + none.message());
            throw none;
        }
    }

    private static String path() {
        return Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    }

    private AiOpsException failure(ProjectKind kind, String path) {
        AiOpsException failed = catchThrowableOfType(AiOpsException.class, () -> build(kind, path));
        assertThat(failed).isNotNull();
        assertThat(failed.code()).isEqualTo(ErrorCode.BUILD_FAILED);
        return failed;
    }

    private void build(ProjectKind kind, String path) {
        new EnvironmentBuilder(Map.of("PATH", path, "HOME", System.getProperty("user.home")))
                .build(subject(kind), this::take, Duration.ofMinutes(1), () -> false);
    }

    private Project subject(ProjectKind kind) {
        return new Project(project, kind, Manifest.EMPTY, List.of("true"));
    }

    private void take(byte[] bytes, int offset, int length) {
        said.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
    }

    private void program(String name, String text) throws IOException {
        Path file = Files.writeString(programs.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
