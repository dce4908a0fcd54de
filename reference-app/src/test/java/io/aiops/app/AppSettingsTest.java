package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.config.Setting;
import io.aiops.error.AiOpsException;
import io.aiops.port.PortRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppSettingsTest {

    @TempDir
    Path home;

    @Test
    void withoutAnySettingThePlatformIsWhatTheManualSays() {
        AppSettings settings = AppSettings.read(List.of(), Map.of());

        assertThat(settings.home()).isEqualTo(Path.of(System.getProperty("user.home"), ".aiops"));
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.ports()).isEqualTo(PortRange.parse("8001-8999"));
        assertThat(settings.deploymentMode()).isEqualTo("local");
        assertThat(settings.database()).isEmpty();
        assertThat(settings.adminPassword()).isEmpty();
        assertThat(settings.deploySamples()).isTrue();
    }

    @Test
    void theNamesOfTheOriginalDesignStillMeanTheSame() {
        AppSettings settings = AppSettings.read(
                List.of(),
                Map.of(
                        "SERVICE_ROOT_DIR", home.toString(),
                        "DATABASE_URL", "postgresql://me:p%40ss@db.example:5433/aiops",
                        "DEPLOYMENT_MODE", "docker",
                        "GITEA_SERVER_URL", "https://git.example",
                        "GITEA_ACCESS_TOKEN", "t",
                        "GITEA_DEFAULT_OWNER", "o",
                        "GITEA_REPO_PREFIX", "p-"));

        assertThat(settings.home()).isEqualTo(home);
        assertThat(settings.deploymentMode()).isEqualTo("docker");
        assertThat(settings.database()).get().satisfies(database -> {
            assertThat(database.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:5433/aiops");
            assertThat(database.user()).isEqualTo("me");
            assertThat(database.password().reveal()).isEqualTo("p@ss");
        });
        assertThat(settings.value("gitea.server-url")).contains("https://git.example");
        assertThat(settings.value("gitea.repo-prefix")).contains("p-");
    }

    @Test
    void theFileOfTheHomeIsReadBelowTheEnvironment() throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/aiops.yaml"), "server: {port: 9001, host: 127.0.0.2}\n");

        AppSettings settings = AppSettings.read(List.of("--home.dir=" + home), Map.of("AIOPS__SERVER__PORT", "9002"));

        assertThat(settings.port()).isEqualTo(9002);
        assertThat(settings.host()).isEqualTo("127.0.0.2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server.port=65536",
                "server.port=-1",
                "server.port=http",
                "server.host=a b",
                "ports.range=9-1",
                "ports.range=80-90",
                "deployment.mode=cloud",
                "samples.deploy=yes",
                "upload.max-bytes=0",
                "admin.password=short",
                "database.url=mysql://x",
                "gitea.server-url=ftp://x",
                "home.dir=\u0000"
            })
    void aBadValueIsRefusedByName(String setting) {
        String key = setting.substring(0, setting.indexOf('='));

        assertThatThrownBy(() -> AppSettings.read(List.of("--" + setting), Map.of()))
                .isInstanceOf(AiOpsException.class)
                .hasMessageContaining("--" + key + ": ");
        assertThatThrownBy(() -> AppSettings.read(
                        List.of(), Map.of(Setting.variableOf(key), setting.substring(key.length() + 1))))
                .isInstanceOf(AiOpsException.class)
                .hasMessageContaining(Setting.variableOf(key) + ": ");
    }

    @Test
    void noSecretIsEverInAMessage() {
        assertThatThrownBy(() -> AppSettings.read(
                        List.of("--database.url=postgresql://me:hunter2@[bad/x", "--admin.password=hunter2"), Map.of()))
                .hasMessageContaining("--database.url")
                .hasMessageContaining("--admin.password")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void everySettingSaysWhatItIsForAndHasAKeyThatBecomesAVariable() {
        assertThat(AppSettings.KNOWN).allSatisfy(setting -> {
            assertThat(setting.key()).matches("[a-z0-9]+([.-][a-z0-9]+)+");
            assertThat(setting.description()).isNotBlank();
            setting.fallback().ifPresent(value -> setting.check().accept(value));
        });
        assertThat(AppSettings.KNOWN).extracting(Setting::key).doesNotHaveDuplicates();
    }
}
