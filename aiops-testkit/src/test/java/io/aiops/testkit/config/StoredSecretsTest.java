package io.aiops.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aiops.config.ConfigContext;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigKey;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigSecrets;
import io.aiops.config.ConfigSource;
import io.aiops.config.ConfigStore.SealedRow;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.secret.EncryptionKey;
import io.aiops.secret.Keyring;
import io.aiops.secret.SecretCipher;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How stored secrets are read. */
class StoredSecretsTest {

    private static final EncryptionKey OLD = EncryptionKey.random("old");
    private static final EncryptionKey NEW = EncryptionKey.random("new");
    private static final ConfigId TOKEN = ConfigId.system("gitea.access-token");
    private static final ConfigId OTHER = ConfigId.system("redis.token");

    private final MemoryConfigStore store = new MemoryConfigStore();
    private final StoreWriter writer = new StoreWriter(store);

    @Test
    void duringARotationSecretsOfBothKeysAreRead() {
        writer.putSecret(TOKEN, "one", secrets(OLD));
        writer.putSecret(OTHER, "two", secrets(NEW, OLD));
        for (ConfigSecrets fleet : List.of(secrets(OLD, NEW), secrets(NEW, OLD))) {
            try (ConfigResolver resolver = open(Optional.of(fleet))) {
                assertThat(resolver.get(Keys.TOKEN).reveal()).isEqualTo("one");
                assertThat(resolver.get(Keys.OTHER_TOKEN).reveal()).isEqualTo("two");
                assertThat(resolver.handle(Keys.TOKEN).get().reveal()).isEqualTo("one");
            }
        }
    }

    @Test
    void aDestroyedKeyIsAnErrorOfItsSecretsAloneAndNeverAFallToTheDefault() {
        writer.putSecret(TOKEN, "one", secrets(OLD));
        writer.putSecret(OTHER, "two", secrets(NEW));
        writer.put(Keys.SYSTEM_PORT, 1);
        try (ConfigResolver resolver = open(Optional.of(secrets(NEW)))) {
            assertUnreadable(() -> resolver.get(Keys.TOKEN));
            assertUnreadable(() -> resolver.find(Keys.TOKEN));
            assertUnreadable(() -> resolver.get(Keys.TOKEN, Keys.OF_TEXT));
            assertUnreadable(() -> resolver.handle(Keys.TOKEN).get());
            assertThat(resolver.get(Keys.OTHER_TOKEN).reveal()).isEqualTo("two");
            assertThat(resolver.get(Keys.PORT)).isEqualTo(1);
            assertThat(resolver.find("gitea.access-token", ConfigContext.SYSTEM)
                            .orElseThrow()
                            .source())
                    .isEqualTo(ConfigSource.DATABASE);
            assertThat(resolver.explain("gitea.access-token", ConfigContext.SYSTEM)
                            .winner()
                            .orElseThrow()
                            .source())
                    .isEqualTo(ConfigSource.DATABASE);
        }
    }

    @Test
    void withoutAnyKeyStoredSecretsAreUnreadableAndEverythingElseIsRead() {
        writer.putSecret(TOKEN, "one", secrets(OLD));
        writer.put(Keys.SYSTEM_PORT, 1);
        try (ConfigResolver resolver = open(Optional.empty())) {
            assertUnreadable(() -> resolver.get(Keys.TOKEN));
            assertThat(resolver.get(Keys.PORT)).isEqualTo(1);
            assertThat(resolver.values(ConfigContext.SYSTEM)).isNotEmpty();
        }
    }

    @Test
    void aCiphertextThatWasMovedIsUnreadable() {
        ConfigId service = new ConfigId(ConfigScope.of(Keys.TEXT), "gitea.access-token");
        writer.putSealed(service, secrets(OLD).seal(TOKEN, io.aiops.config.JsonValue.of("one")));
        try (ConfigResolver resolver = open(Optional.of(secrets(OLD)))) {
            assertUnreadable(() -> resolver.get(Keys.TOKEN, Keys.OF_TEXT));
            assertThat(resolver.get(Keys.TOKEN).reveal()).isEqualTo("default-token");
        }
    }

    @Test
    void aSecretUnderAnUndeclaredKeyIsReadByWhoeverAsksForOneAndMaskedForAllOthers() {
        ConfigId id = ConfigId.system("free.password");
        writer.putSecret(id, "hunter2", secrets(OLD));
        writer.put(ConfigId.system("clear.password"), "hunter3");
        try (ConfigResolver resolver = open(Optional.of(secrets(OLD)))) {
            assertThat(resolver.get(ConfigKey.secret("free.password").build()).reveal())
                    .isEqualTo("hunter2");
            String shown = resolver.values(ConfigContext.SYSTEM).toString()
                    + resolver.explain("free.password", ConfigContext.SYSTEM)
                    + resolver.explain("clear.password", ConfigContext.SYSTEM)
                    + resolver.health();
            assertThat(shown).contains("***").doesNotContain("hunter");
            assertThatThrownBy(() ->
                            resolver.get(ConfigKey.integer("free.password").build()))
                    .hasMessageContaining("free.password")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void aSecretThatWasEncryptedAnewIsReadAgainAfterItsOldKeyIsGone() {
        writer.putSecret(TOKEN, "one", secrets(OLD));
        AtomicReference<Keyring> keys = new AtomicReference<>(new Keyring(List.of(OLD)));
        ConfigSecrets changing = new ConfigSecrets(SecretCipher.of(keys::get), "test");
        try (ConfigResolver resolver = open(Optional.of(changing))) {
            assertThat(resolver.get(Keys.TOKEN).reveal()).isEqualTo("one");
            for (SealedRow row : store.sealedWithOtherKeyThan("new", 10)) {
                assertThat(store.reseal(row, secrets(NEW, OLD).reseal(row.id(), row.sealed())))
                        .isTrue();
            }
            keys.set(new Keyring(List.of(NEW)));
            assertThat(changing.cipher().primaryKeyId()).contains("new");

            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .until(() -> resolver.get(Keys.TOKEN).reveal().equals("one"));
            assertThat(resolver.revision()).isEqualTo(1);
        }
    }

    private static void assertUnreadable(Runnable read) {
        assertThatThrownBy(read::run)
                .isInstanceOfSatisfying(
                        AiOpsException.class,
                        unreadable -> assertThat(unreadable.code()).isEqualTo(ErrorCode.SECRET_UNREADABLE))
                .hasMessageContaining("gitea.access-token");
    }

    private static ConfigSecrets secrets(EncryptionKey... keys) {
        return new ConfigSecrets(SecretCipher.of(() -> new Keyring(List.of(keys))), "test");
    }

    private ConfigResolver open(Optional<ConfigSecrets> secrets) {
        var builder = ConfigResolver.builder(Keys.ALL).store(store).pollInterval(Duration.ofHours(1));
        secrets.ifPresent(builder::secrets);
        return builder.open();
    }
}
