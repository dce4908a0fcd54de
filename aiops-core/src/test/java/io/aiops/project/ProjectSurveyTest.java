package io.aiops.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that is wrong with a project, at once. */
final class ProjectSurveyTest {

    @TempDir
    Path folder;

    @Test
    void fiveFaultsAreNamedAtOnceTheEntryPointThatIsMissingIncluded() throws IOException {
        manifest("""
                id: Not Allowed
                port: 99999
                timeout: soon
                prot: 1
                command: [python3, -u, server.py]
                """);

        ProjectSurvey survey = survey();

        assertThat(fields(survey)).containsExactlyInAnyOrder("id", "port", "timeout", "prot", "command");
        assertThatThrownBy(survey::orThrow).isInstanceOfSatisfying(AiOpsException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_MANIFEST);
            assertThat(refused.message()).contains("server.py").contains("port").contains("soon");
        });
    }

    @Test
    void aProjectWithoutFaultsIsFoundAsAnInspectionFindsIt() throws IOException {
        file("main.py");
        manifest("{id: a, version: 1.10, category: text, description: 'two\nlines'}");

        Project project = survey().orThrow();

        assertThat(project).isEqualTo(new ProjectInspector().inspect(folder));
        assertThat(project.kind()).isEqualTo(ProjectKind.PYTHON);
        assertThat(project.manifest().about().version()).contains("1.10");
        assertThat(project.manifest().about().category()).contains("text");
    }

    @Test
    void whatHidesTheRestIsNamedAlone() throws IOException {
        manifest("name: [");
        assertThat(fields(survey())).containsExactly("aiops.yaml");
        manifest("command: python main.py");
        assertThat(fields(survey())).containsExactly("command");
        Files.delete(folder.resolve("aiops.yaml"));
        file("aiops.yml");
        assertThat(fields(survey())).containsExactly("aiops.yml");
    }

    @Test
    void aProjectWithNothingToStartSaysSo() throws IOException {
        file("README.md");

        assertThat(survey().faults()).singleElement().satisfies(fault -> {
            assertThat(fault).containsEntry("field", "command");
            assertThat(fault.get("message")).contains("nothing in the project can be started");
        });
    }

    @Test
    void aManifestThatIsALinkOutOfTheProjectIsNotRead(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("secret"), "root: hunter2");
        Files.createSymbolicLink(folder.resolve("aiops.yaml"), elsewhere.resolve("secret"));
        file("main.py");

        assertThat(fields(survey())).containsExactly("aiops.yaml");
        assertThat(survey().faults().toString()).doesNotContain("hunter2").doesNotContain("root");
    }

    @Test
    void anEntryPointThatIsALinkOutOfTheProjectIsMissing(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("other.py"), "");
        Files.createSymbolicLink(folder.resolve("run.py"), elsewhere.resolve("other.py"));
        manifest("command: [python, run.py]");

        assertThat(fields(survey())).containsExactly("command");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[python, gone.py]",
                "[python3.12, -S, -E, gone.py, --port, 1]",
                "[node, gone.js]",
                "[java, -jar, gone.jar]",
                "[bash, gone.sh]",
                "[./gone]",
                "[bin/gone, -x]",
                "[../outside]",
                "[python, /etc/passwd.py]"
            })
    void aFileThatTheCommandStartsMustBeInTheProject(String command) throws IOException {
        manifest("{runtime: command, command: " + command + "}");

        assertThat(fields(survey())).containsExactly("command");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[python, there.py, gone.py]",
                "[./there.py]",
                "[python, -m, uvicorn, gone.py]",
                "[python, -c, 'print(1)']",
                "[uvicorn, 'main:app']",
                "[/usr/bin/env, python, gone.py]",
                "[venv/bin/gunicorn, 'main:app']",
                "[./node_modules/.bin/serve]",
                "[node, --require, dotenv/config, gone.js]"
            })
    void whatCannotBeKnownBeforeTheBuildIsNotCalledMissing(String command) throws IOException {
        file("there.py");
        manifest("{runtime: command, command: " + command + "}");

        assertThat(survey().faults()).isEmpty();
    }

    @Test
    void whatTheProjectsOwnBuildMakesIsNotCalledMissing() throws IOException {
        manifest("{runtime: command, build: [make], command: [./server]}");

        assertThat(survey().faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"version: ''", "version: ../x", "version: [1]", "description: {}", "category: [a]"})
    void whatIsSaidToPeopleIsJudgedToo(String yaml) throws IOException {
        file("main.py");
        manifest(yaml);

        assertThat(survey().faults()).hasSize(1);
    }

    private ProjectSurvey survey() {
        return new ProjectInspector().survey(folder);
    }

    private static List<String> fields(ProjectSurvey survey) {
        return survey.faults().stream()
                .map((Map<String, String> fault) -> fault.getOrDefault("field", ""))
                .toList();
    }

    private void manifest(String yaml) throws IOException {
        Files.writeString(folder.resolve("aiops.yaml"), yaml);
    }

    private void file(String name) throws IOException {
        Files.writeString(folder.resolve(name), "");
    }
}
