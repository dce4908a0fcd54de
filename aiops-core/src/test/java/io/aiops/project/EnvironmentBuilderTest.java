package io.aiops.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the environment of a release is built, and what is left when that fails. */
final class EnvironmentBuilderTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final EnvironmentBuilder builder = new EnvironmentBuilder();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @Test
    void aPythonProjectWithoutRequirementsGetsItsOwnInterpreterAndItsBuildRunsInIt() throws IOException {
        Files.writeString(folder.resolve("train.py"), "import sys; print('trained by', sys.prefix)");
        builder.build(project(ProjectKind.PYTHON, "python", "train.py"), this::take, LIMIT, () -> false);
        assertThat(folder.resolve("venv/bin/python")).exists();
        assertThat(said()).contains("trained by " + folder.toRealPath().resolve("venv"));
    }

    @Test
    void aFailedBuildSaysTheCommandItsExitCodeAndItsLastLines() {
        assertThatThrownBy(() -> builder.build(
                        project(ProjectKind.COMMAND, "sh", "-c", "echo out; echo no wheel for you >&2; exit 3"),
                        this::take,
                        LIMIT,
                        () -> false))
                .isInstanceOfSatisfying(AiOpsException.class, failed -> {
                    assertThat(failed.code()).isEqualTo(ErrorCode.BUILD_FAILED);
                    assertThat(failed.message()).contains("exit code 3");
                    assertThat(String.valueOf(failed.details().get("log_tail"))).contains("no wheel for you");
                });
        assertThat(said()).contains("out").contains("no wheel for you");
    }

    @Test
    void aBuildCommandThatDoesNotExistIsABuildFailure() {
        assertThatThrownBy(() ->
                        builder.build(project(ProjectKind.COMMAND, "/no/such/tool"), this::take, LIMIT, () -> false))
                .isInstanceOfSatisfying(
                        AiOpsException.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.BUILD_FAILED));
    }

    @Test
    void aCancelledBuildEndsWithEverythingItStarted() throws IOException {
        AtomicBoolean cancelled = new AtomicBoolean();
        Path marks = folder.resolve("pids");
        Project endless = project(
                ProjectKind.COMMAND, "sh", "-c", "sleep 600 & echo $! >> pids; echo $$ >> pids; echo begun; wait");
        assertThatThrownBy(() -> builder.build(
                        endless,
                        (bytes, offset, length) -> {
                            take(bytes, offset, length);
                            cancelled.set(said().contains("begun\n") && Files.exists(marks));
                        },
                        LIMIT,
                        cancelled::get))
                .isInstanceOfSatisfying(
                        AiOpsException.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.CANCELLED));
        List<Long> pids =
                Files.readAllLines(marks).stream().map(Long::parseLong).toList();
        assertThat(pids).hasSize(2);
        await().untilAsserted(() -> assertThat(pids)
                .allMatch(pid ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()));
    }

    @Test
    void aBuildThatTakesTooLongIsEnded() {
        assertThatThrownBy(() -> builder.build(
                        project(ProjectKind.COMMAND, "sleep", "600"), this::take, Duration.ofMillis(300), () -> false))
                .hasMessageContaining("took too long");
    }

    @Test
    void aBuildSeesNoSecretOfThePlatformsEnvironment() {
        builder.build(project(ProjectKind.COMMAND, "env"), this::take, LIMIT, () -> false);
        assertThat(said().lines().filter(line -> line.startsWith("AIOPS"))).isEmpty();
        assertThat(said()).contains("PATH=");
    }

    private String said() {
        return output.toString(StandardCharsets.UTF_8);
    }

    private void take(byte[] bytes, int offset, int length) {
        output.write(bytes, offset, length);
    }

    private Project project(ProjectKind kind, String... build) {
        Manifest none = Manifest.EMPTY;
        Manifest manifest = new Manifest(
                none.id(),
                none.name(),
                none.runtime(),
                none.command(),
                Optional.of(List.of(build)),
                OptionalInt.empty(),
                none.timeout(),
                none.health(),
                none.resources(),
                none.restart(),
                none.stop(),
                none.environment(),
                none.about());
        return new Project(folder, kind, manifest, List.of("true"));
    }
}
