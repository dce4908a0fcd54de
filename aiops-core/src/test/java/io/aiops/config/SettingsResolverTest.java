package io.aiops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsResolverTest {

    private static final List<Setting> KNOWN = List.of(
            Setting.of("server.port", "a port").orElse("8080").checked(SettingsResolverTest::requireNumber),
            Setting.of("home.dir", "a folder")
                    .orElse("~")
                    .alias("service.root.dir")
                    .variable("SERVICE_ROOT_DIR")
                    .beforeFile(),
            Setting.of("database.url", "a database")
                    .variable("DATABASE_URL")
                    .hidden()
                    .checked(SettingsResolverTest::requireJdbc),
            Setting.of("health.start-timeout", "seconds"));

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void place() {
        file = folder.resolve("aiops.yaml");
    }

    @Test
    void anArgumentBeatsAVariableWhichBeatsTheFileWhichBeatsTheDefault() throws IOException {
        Files.writeString(file, "server:\n  port: 3\n");

        assertThat(resolve(List.of("--server.port=1"), Map.of("AIOPS__SERVER__PORT", "2"))
                        .required("server.port"))
                .isEqualTo("1");
        assertThat(resolve(List.of(), Map.of("AIOPS__SERVER__PORT", "2")).required("server.port"))
                .isEqualTo("2");
        assertThat(resolve(List.of(), Map.of()).required("server.port")).isEqualTo("3");
        Files.delete(file);
        assertThat(resolve(List.of(), Map.of()).required("server.port")).isEqualTo("8080");
    }

    @Test
    void anEmptyValueIsNoValue() {
        assertThat(resolve(List.of("--server.port="), Map.of("AIOPS__SERVER__PORT", ""))
                        .required("server.port"))
                .isEqualTo("8080");
    }

    @Test
    void dashesAndDotsBecomeUnderlinesInVariables() {
        assertThat(Setting.variableOf("health.start-timeout")).isEqualTo("AIOPS__HEALTH__START_TIMEOUT");
        assertThat(resolve(List.of(), Map.of("AIOPS__HEALTH__START_TIMEOUT", "9"))
                        .value("health.start-timeout"))
                .contains("9");
    }

    @Test
    void keysOfServicesNeedNotBeDeclared() {
        SettingsResolver resolver = resolve(
                List.of("--services.image-recog.service.port=9002"),
                Map.of("AIOPS__SERVICES__TEXT_CLASSIFY__SERVICE__PORT", "9001"));

        assertThat(resolver.value("services.text-classify.service.port")).contains("9001");
        assertThat(resolver.value("services.image-recog.service.port")).contains("9002");
    }

    @Test
    void aliasesMeanTheSameAndTheKeyItselfBeatsThem() {
        assertThat(resolve(List.of(), Map.of("SERVICE_ROOT_DIR", "/a")).value("home.dir"))
                .contains("/a");
        assertThat(resolve(List.of("--service.root.dir=/b"), Map.of()).value("home.dir"))
                .contains("/b");
        assertThat(resolve(List.of(), Map.of("SERVICE_ROOT_DIR", "/a", "AIOPS__HOME__DIR", "/c"))
                        .value("home.dir"))
                .contains("/c");
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() throws IOException {
        Files.writeString(file, "server.port: many\nserver.prot: 1\nhome.dir: /x\n");

        assertThatThrownBy(() ->
                        resolve(List.of("--nope=1", "loose", "--server.port=x"), Map.of("AIOPS__SERVER__PORT", "y")))
                .isInstanceOfSatisfying(AiOpsException.class, wrong -> {
                    assertThat(wrong.code()).isEqualTo(ErrorCode.INVALID_SETTING);
                    assertThat(wrong.message().lines())
                            .anyMatch(line -> line.startsWith("--nope: no such setting"))
                            .anyMatch(line -> line.contains("look like --key=value"))
                            .anyMatch(line -> line.startsWith("--server.port: "))
                            .anyMatch(line -> line.startsWith("AIOPS__SERVER__PORT: "))
                            .anyMatch(line -> line.contains("aiops.yaml: server.port: "))
                            .anyMatch(line -> line.contains("server.prot: no such setting"))
                            .anyMatch(line -> line.contains("home.dir: can be set by argument or environment only"))
                            .hasSize(7);
                });
    }

    @Test
    void aSecretIsNamedButNeverShown() throws IOException {
        String secret = "jdbc-with-hunter2";
        assertThatThrownBy(() -> resolve(List.of(), Map.of("DATABASE_URL", secret)))
                .hasMessageContaining("DATABASE_URL")
                .hasMessageNotContaining("hunter2");

        Files.writeString(file, "database.url: [hunter2\n");
        assertThatThrownBy(() -> resolve(List.of(), Map.of()))
                .hasMessageContaining("aiops.yaml")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void anExplanationShowsEveryLayerAndWhoWon() throws IOException {
        Files.writeString(file, "server.port: 3\n");
        SettingsResolver resolver =
                resolve(List.of(), Map.of("AIOPS__SERVER__PORT", "2", "DATABASE_URL", "jdbc:postgresql:hunter2"));

        SettingExplanation port = resolver.explain("server.port");
        assertThat(port.winner()).get().satisfies(layer -> {
            assertThat(layer.source()).isEqualTo(SettingSource.ENVIRONMENT);
            assertThat(layer.name()).isEqualTo("AIOPS__SERVER__PORT");
            assertThat(layer.shown()).contains("2");
        });
        assertThat(port.layers())
                .extracting(SettingExplanation.Layer::source)
                .containsExactly(
                        SettingSource.ARGUMENT, SettingSource.ENVIRONMENT, SettingSource.FILE, SettingSource.DEFAULT);
        assertThat(resolver.explain("database.url").toString()).contains("***").doesNotContain("hunter2");
    }

    private SettingsResolver resolve(List<String> arguments, Map<String, String> environment) {
        return SettingsResolver.builder(KNOWN)
                .arguments(arguments)
                .environment(environment)
                .file(file)
                .build();
    }

    private static void requireNumber(String text) {
        if (!text.matches("\\d+")) {
            throw new IllegalArgumentException("must be a number, not " + text);
        }
    }

    private static void requireJdbc(String text) {
        if (!text.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("must begin otherwise than " + text);
        }
    }
}
