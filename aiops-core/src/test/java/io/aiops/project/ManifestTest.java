package io.aiops.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand in {@code aiops.yaml}. */
final class ManifestTest {

    @TempDir
    Path folder;

    @BeforeEach
    void makeProject() throws IOException {
        Files.writeString(folder.resolve("main.py"), "");
    }

    @Test
    void aKeyThatIsNotKnownNamesTheOneThatWasMeant() throws IOException {
        assertThat(errors("prot: 8001\nhealth: {start_timout: 3}\n"))
                .containsExactly(
                        Map.of(
                                "field",
                                "health.start_timout",
                                "message",
                                "is not known; did you mean health.start_timeout?"),
                        Map.of("field", "prot", "message", "is not known; did you mean port?"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: &x 1\nb: *x",
                "name: !!python/object:os.system x",
                "name: a\nname: b",
                "name: a\n---\nname: b",
                "name: [",
                "\tname: a",
                "- a\n- list",
                "just a text",
                "command: []",
                "command: ['']",
                "command: [[python]]",
                "command: python main.py",
                "port: 0",
                "port: 80a",
                "port: 70000",
                "timeout: 0",
                "timeout: soon",
                "timeout: -3",
                "timeout: 8d",
                "health: {path: 'http://evil/'}",
                "health: {interval: 0}",
                "resources: {memory: 12}",
                "resources: {memory: lots}",
                "resources: {cpus: 0}",
                "resources: {gpus: -1}",
                "restart: {policy: sometimes}",
                "restart: {retries: 9999}",
                "stop: {signal: BANG}",
                "env: {'A-B': x}",
                "env: {PORT: 1}",
                "env: {A: [1]}",
                "runtime: cobol",
                "id: Not Allowed",
                "name: ''",
                "command: [\"a\\0b\"]"
            })
    void whatIsWrongIsRefusedWithTheFieldThatIsWrong(String yaml) throws IOException {
        assertThat(errors(yaml))
                .isNotEmpty()
                .allSatisfy(error -> assertThat(error).containsOnlyKeys("field", "message"));
    }

    @Test
    void aFileThatIsTooLargeOrNotUtf8OrMisnamedIsRefused() throws IOException {
        assertThat(errors("name: " + "x".repeat(300_000)).get(0).get("message")).contains("larger than");
        Files.write(folder.resolve("aiops.yaml"), new byte[] {'a', ':', ' ', (byte) 0xff});
        assertThat(refusal().message()).contains("UTF-8");
        Files.delete(folder.resolve("aiops.yaml"));
        Files.writeString(folder.resolve("aiops.yml"), "name: x");
        assertThat(refusal().message()).contains("aiops.yaml");
    }

    @Test
    void scalarsAreTakenAsTheyWereWritten() throws IOException {
        Manifest manifest =
                read("env: {VERSION: 1.10, FLAG: yes, EMPTY: , OCTAL: 0644}\ncommand: [python, main.py, 1.0]\n");
        assertThat(manifest.environment())
                .containsOnly(
                        Map.entry("VERSION", "1.10"),
                        Map.entry("FLAG", "yes"),
                        Map.entry("EMPTY", ""),
                        Map.entry("OCTAL", "0644"));
        assertThat(manifest.command().orElseThrow()).containsExactly("python", "main.py", "1.0");
    }

    @Test
    void anEmptyManifestOrOneOfNothingSaysNothing() throws IOException {
        for (String yaml : List.of("", "# only a comment\n", "health:\nname:\n", "---\n")) {
            assertThat(read(yaml)).as(yaml).isEqualTo(Manifest.EMPTY);
        }
    }

    @ParameterizedTest
    @CsvSource({"30,30000", "0.5,500", "500ms,500", "30s,30000", "2m,120000", "1h,3600000"})
    void aTimeIsSecondsOrHasAUnit(String text, long millis) throws IOException {
        assertThat(read("timeout: " + text).timeout()).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"1g,1073741824", "512m,536870912", "1.5GiB,1610612736", "2000000,2000000", "4096k,4194304"})
    void aSizeIsBytesOrHasAUnit(String text, long bytes) throws IOException {
        assertThat(read("resources: {memory: " + text + "}").resources().memoryBytes())
                .hasValue(bytes);
    }

    @Test
    void aDockerfileIsPassedOverWhereNoImageCanBeRun() throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch");
        Set<ProjectKind> processes = EnumSet.complementOf(EnumSet.of(ProjectKind.DOCKERFILE));
        assertThat(new ProjectInspector().inspect(folder, processes).kind()).isEqualTo(ProjectKind.PYTHON);
        assertThat(new ProjectInspector().inspect(folder).kind()).isEqualTo(ProjectKind.DOCKERFILE);
    }

    @Test
    void aPackageWithAMainModuleIsStartedAsAModule() throws IOException {
        Files.delete(folder.resolve("main.py"));
        Files.writeString(folder.resolve("requirements.txt"), "");
        Files.writeString(Files.createDirectory(folder.resolve("svc")).resolve("__main__.py"), "");
        assertThat(new ProjectInspector().inspect(folder).startCommand()).containsExactly("python", "-m", "svc");
    }

    private Manifest read(String yaml) throws IOException {
        Files.writeString(folder.resolve("aiops.yaml"), yaml);
        return new ProjectInspector().inspect(folder).manifest();
    }

    private AiOpsException refusal() {
        AiOpsException refused =
                catchThrowableOfType(AiOpsException.class, () -> new ProjectInspector().inspect(folder));
        assertThat(refused).isNotNull();
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_MANIFEST);
        return refused;
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, String>> errors(String yaml) throws IOException {
        Files.write(folder.resolve("aiops.yaml"), yaml.getBytes(StandardCharsets.UTF_8));
        return (List<Map<String, String>>) refusal().details().getOrDefault("errors", List.of());
    }
}
