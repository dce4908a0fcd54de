package io.aiops.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aiops.config.ConfigContext;
import io.aiops.config.ConfigHealth;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigSecrets;
import io.aiops.config.EntryStatus;
import io.aiops.config.StartPolicy;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.secret.EncryptionKey;
import io.aiops.secret.Keyring;
import io.aiops.secret.SecretCipher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that lets a restart succeed while the database is down. */
class LastKnownGoodTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final EncryptionKey KEY = EncryptionKey.random("k");

    private final MemoryConfigStore store = new MemoryConfigStore();
    private final StoreWriter writer = new StoreWriter(store);
    private final ConfigSecrets secrets = new ConfigSecrets(SecretCipher.of(() -> new Keyring(List.of(KEY))), "test");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void fill() {
        file = folder.resolve("config.last-known-good");
        writer.put(Keys.SYSTEM_PORT, 1);
        writer.put(Keys.TEXT_PORT, 2);
        writer.put(Keys.USER_PORT, 3, EntryStatus.DISABLED);
        writer.put(ConfigId.system("anything"), null);
        writer.putSecret(ConfigId.system("gitea.access-token"), "hunter2", secrets);
        open(Duration.ofHours(1)).close();
    }

    @Test
    void aStartWithoutTheDatabaseGoesOnWithWhatWasKnownLastAndCatchesUpLater() {
        store.goDown();
        try (ConfigResolver resolver = open(Duration.ofMillis(20))) {
            assertThat(resolver.get(Keys.PORT)).isEqualTo(1);
            assertThat(resolver.get(Keys.PORT, Keys.OF_TEXT)).isEqualTo(2);
            assertThat(resolver.get(Keys.ANYTHING).isNull()).isTrue();
            assertThat(resolver.get(Keys.TOKEN).reveal()).isEqualTo("hunter2");
            assertThat(resolver.entries()).isEqualTo(loaded());
            assertThat(resolver.find(Keys.TITLE))
                    .as("absent, as far as is known")
                    .isEmpty();
            assertThat(resolver.find("service.port", ConfigContext.SYSTEM)
                            .orElseThrow()
                            .stale())
                    .isTrue();
            assertThat(resolver.health().state()).isEqualTo(ConfigHealth.State.STALE);

            store.comeBack();
            writer.put(Keys.SYSTEM_PORT, 9);
            await().atMost(LIMIT).until(() -> resolver.get(Keys.PORT) == 9);
            assertThat(resolver.health().state()).isEqualTo(ConfigHealth.State.OK);
        }
    }

    private List<?> loaded() {
        store.comeBack();
        List<?> entries = store.load().entries();
        store.goDown();
        return entries;
    }

    @Test
    void aChangeIsSavedSoonWithoutAnEnd() {
        try (ConfigResolver running = open(Duration.ofHours(1))) {
            writer.put(Keys.SYSTEM_PORT, 77);
            running.refresh();
            await().atMost(LIMIT).until(() -> Files.readString(file).contains("77"));
        }
    }

    @Test
    void onlyTheOwnerMayReadItAndSecretsAreInItAsCiphertext() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).doesNotContain("hunter2").contains("commitment");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFileThatWasCutOffOrChangedIsRejectedWithItsName() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        store.goDown();
        Random random = new Random(3);
        for (int round = 0; round < 60; round++) {
            byte[] broken;
            if (round % 2 == 0) {
                broken = java.util.Arrays.copyOf(whole, random.nextInt(whole.length - 2));
            } else {
                broken = whole.clone();
                int at = random.nextInt(broken.length - 2);
                broken[at] = (byte) (broken[at] == 'x' ? 'y' : 'x');
            }
            Files.write(file, broken);
            assertThatThrownBy(() -> open(Duration.ofHours(1)))
                    .as(() -> new String(broken, StandardCharsets.UTF_8))
                    .isInstanceOfSatisfying(
                            AiOpsException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE))
                    .hasMessageContaining(file.toString());
        }
        Files.write(file, whole);
        open(Duration.ofHours(1)).close();
    }

    @Test
    void theFileOfAnotherEnvironmentIsRejected() {
        MemoryConfigStore other = new MemoryConfigStore("production", Clock.systemUTC());
        other.goDown();
        assertThatThrownBy(() -> ConfigResolver.builder(Keys.ALL)
                        .store(other)
                        .lastKnownGood(file)
                        .open())
                .hasMessageContaining(file.toString())
                .hasMessageContaining("another environment");
    }

    @Test
    void aWriteThatIsCutShortLeavesTheOldFile() throws IOException {
        // What a program leaves that dies while it writes.
        Files.writeString(folder.resolve("config.last-known-good.tmp"), "{\"body\":\"{");
        store.goDown();
        try (ConfigResolver resolver = open(Duration.ofHours(1))) {
            assertThat(resolver.get(Keys.PORT)).isEqualTo(1);
            store.comeBack();
            writer.put(Keys.SYSTEM_PORT, 4);
            resolver.refresh();
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        store.goDown();
        try (ConfigResolver resolver = open(Duration.ofHours(1))) {
            assertThat(resolver.get(Keys.PORT)).isEqualTo(4);
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsAnAlarmAndTheOldOneStays() throws IOException {
        byte[] old = Files.readAllBytes(file);
        Path obstacle = Files.createDirectory(folder.resolve("config.last-known-good.tmp"));
        Files.createFile(obstacle.resolve("x"));
        try (ConfigResolver resolver = open(Duration.ofHours(1))) {
            writer.put(Keys.SYSTEM_PORT, 4);
            resolver.refresh();
            await().atMost(LIMIT).until(() -> !resolver.health().alarms().isEmpty());
            assertThat(resolver.health().alarms()).singleElement().asString().contains(file.toString());
            assertThat(resolver.get(Keys.PORT)).isEqualTo(4);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(old);
    }

    @Test
    void whoWantsToFailFastIsNotStartedWithTheFile() {
        store.goDown();
        assertThatThrownBy(() -> ConfigResolver.builder(Keys.ALL)
                        .store(store)
                        .lastKnownGood(file)
                        .whenStoreIsDown(StartPolicy.FAIL_FAST)
                        .open())
                .isInstanceOf(AiOpsException.class);
    }

    private ConfigResolver open(Duration interval) {
        return ConfigResolver.builder(Keys.ALL)
                .store(store)
                .secrets(secrets)
                .lastKnownGood(file)
                .pollInterval(interval)
                .open();
    }
}
