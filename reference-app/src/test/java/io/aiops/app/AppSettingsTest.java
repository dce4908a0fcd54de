package io.aiops.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.PlatformKeys;
import io.aiops.config.ConfigRegistry;
import io.aiops.error.AiOpsException;
import io.aiops.orchestration.ServiceKeys;
import io.aiops.port.PortRange;
import io.aiops.secret.Keyring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
        assertThat(settings.get(AppKeys.HOST)).isEqualTo("127.0.0.1");
        assertThat(settings.get(AppKeys.PORT)).isEqualTo(8080);
        assertThat(settings.get(PlatformKeys.PORTS)).isEqualTo(PortRange.parse("8001-8999"));
        assertThat(settings.get(ServiceKeys.RUNTIME)).isEqualTo("local");
        assertThat(settings.database()).isEmpty();
        assertThat(settings.find(AppKeys.ADMIN_PASSWORD)).isEmpty();
        assertThat(settings.get(AppKeys.DEPLOY_SAMPLES)).isTrue();
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
        assertThat(settings.get(ServiceKeys.RUNTIME)).isEqualTo("docker");
        assertThat(settings.database()).get().satisfies(database -> {
            assertThat(database.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:5433/aiops");
            assertThat(database.user()).isEqualTo("me");
            assertThat(database.password().reveal()).isEqualTo("p@ss");
        });
        assertThat(settings.text("gitea.server-url")).contains("https://git.example");
        assertThat(settings.text("gitea.repo-prefix")).contains("p-");
        assertThat(settings.text("gitea.access-token")).contains("***");
    }

    @Test
    void theFileOfTheHomeIsReadBelowTheEnvironment() throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/aiops.yaml"), "server: {port: 9001, host: 127.0.0.2}\n");

        AppSettings settings = AppSettings.read(List.of("--home.dir=" + home), Map.of("AIOPS__SERVER__PORT", "9002"));

        assertThat(settings.get(AppKeys.PORT)).isEqualTo(9002);
        assertThat(settings.get(AppKeys.HOST)).isEqualTo("127.0.0.2");
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
                        List.of(), Map.of(ConfigRegistry.variableOf(key), setting.substring(key.length() + 1))))
                .isInstanceOf(AiOpsException.class)
                .hasMessageContaining(ConfigRegistry.variableOf(key) + ": ");
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
    void everySettingSaysWhatItIsFor() {
        assertThat(AppKeys.REGISTRY.keys())
                .allSatisfy(key -> assertThat(key.description()).as(key.name()).isNotBlank());
    }

    @Test
    void theKeyThatEncryptsSecretsIsMadeOnceAndOnlyItsOwnerMayReadIt() throws IOException {
        AppSettings settings = AppSettings.read(List.of("--home.dir=" + home), Map.of());
        Keyring first = settings.encryptionKeys().keys();

        assertThat(first.primary()).isPresent();
        assertThat(settings.encryptionKeys().keys()).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("config/secret-keys"))))
                .isEqualTo("rw-------");
    }
}
