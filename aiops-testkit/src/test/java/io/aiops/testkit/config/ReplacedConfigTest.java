package io.aiops.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.config.Author;
import io.aiops.config.ConfigCaller;
import io.aiops.config.ConfigContext;
import io.aiops.config.ConfigDocument;
import io.aiops.config.ConfigEditor;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigKey;
import io.aiops.config.ConfigPolicy;
import io.aiops.config.ConfigRegistry;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigSecrets;
import io.aiops.config.ConfigSession;
import io.aiops.config.ConfigWrite;
import io.aiops.config.Denials;
import io.aiops.config.Expectation;
import io.aiops.config.HistoryQuery;
import io.aiops.config.ImportPolicy;
import io.aiops.config.JsonValue;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.secret.EncryptionKey;
import io.aiops.secret.Keyring;
import io.aiops.secret.SecretCipher;
import io.aiops.service.ServiceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What takes the place of stored values: old revisions, documents, nothing. */
final class ReplacedConfigTest {

    private static final Author ANNA = Author.of("anna");
    private static final ConfigId PLAIN = ConfigId.system("plain.text");
    private static final ConfigId OTHER = ConfigId.system("other.text");
    private static final ConfigKey<Integer> SIZE =
            ConfigKey.integer("pool.size").alias("pool.width").build();

    private final AtomicReference<Keyring> keys =
            new AtomicReference<>(new Keyring(List.of(EncryptionKey.random("k1"))));
    private final MemoryConfigStore store = new MemoryConfigStore();
    private final List<ConfigResolver> open = new ArrayList<>();
    private ConfigResolver resolver;
    private ConfigEditor editor;

    ReplacedConfigTest() {
        begin(SIZE);
    }

    private void begin(ConfigKey<?>... declared) {
        ConfigSecrets secrets = new ConfigSecrets(SecretCipher.of(keys::get), store.environment());
        resolver = ConfigResolver.builder(ConfigRegistry.builder().add(declared).build())
                .store(store)
                .secrets(secrets)
                .pollInterval(Duration.ofHours(1))
                .open();
        open.add(resolver);
        editor = new ConfigEditor(resolver, store, secrets, List.of());
    }

    @AfterEach
    void close() {
        open.forEach(ConfigResolver::close);
    }

    @Test
    void whatIsASecretByNowStaysOneWhenAnOldVersionOrADocumentSaysItInClear() {
        long clear = put(PLAIN, "was-clear");
        ConfigDocument document = editor.export();
        editor.write(ConfigWrite.put(PLAIN, JsonValue.of("hidden")).asSecret(), ANNA);

        assertThat(editor.rollback(PLAIN, clear, Expectation.ANY, false, ANNA).changes())
                .hasSize(1);
        assertThat(isSecret(PLAIN)).isTrue();
        assertThat(reveal(PLAIN)).isEqualTo("was-clear");

        editor.write(ConfigWrite.put(PLAIN, JsonValue.of("hidden again")), ANNA);
        editor.importDocument(document, ImportPolicy.OVERWRITE, false, ANNA);
        assertThat(isSecret(PLAIN)).isTrue();
        assertThat(editor.importDocument(document, ImportPolicy.OVERWRITE, false, ANNA)
                        .changes())
                .as("the same once more")
                .isEmpty();
    }

    @Test
    void whatWasStoredInClearBeforeItsKeyWasSensitiveIsExportedAndShownAsASecret() {
        ConfigId declared = ConfigId.system("late.value");
        put(declared, "canary-1");
        put(declared, "canary-2");
        begin(ConfigKey.secret("late.value").build());

        assertThat(editor.export().toJson().text()).contains("late.value").doesNotContain("canary");
        assertThat(editor.rollback(declared, 1, Expectation.ANY, true, ANNA).changes())
                .hasSize(1)
                .allSatisfy(line -> assertThat(line.toString()).doesNotContain("canary"));
    }

    @Test
    void aLostKeyKeepsNothingElseFromBeingPutBack() {
        editor.write(ConfigWrite.put(PLAIN, JsonValue.of("x")).asSecret(), ANNA);
        long before = put(OTHER, "before");
        put(OTHER, "after");
        ConfigDocument document = editor.export();
        keys.set(new Keyring(List.of(EncryptionKey.random("k2"))));
        begin(SIZE);

        editor.rollback(Optional.empty(), before, false, ANNA);
        assertThat(reveal(OTHER)).isEqualTo("before");
        assertThatThrownBy(() -> editor.importDocument(document, ImportPolicy.OVERWRITE, false, ANNA))
                .isInstanceOfSatisfying(AiOpsException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_CONFIG_DOCUMENT);
                    assertThat(refused.message()).contains("plain.text", "k1", "nothing was imported");
                });
        assertThat(reveal(OTHER)).isEqualTo("before");
    }

    @Test
    void aScopeIsClearedOfWhatIsThereByThen() {
        ConfigScope scope = ConfigScope.of(ServiceId.of("svc"));
        ConfigEditor elsewhere = editor;
        ConfigResolver reads = resolver;
        begin();
        elsewhere.write(ConfigWrite.put(new ConfigId(scope, "a.b"), JsonValue.of(1)), ANNA);
        put(PLAIN, "stays");
        assertThat(reads.revision()).isEqualTo(1);

        editor.clear(scope, ANNA);
        editor.clear(scope, ANNA);
        assertThat(store.load().entries()).extracting(entry -> entry.id()).containsExactly(PLAIN);
        assertThat(store.position().revision()).isEqualTo(3);
    }

    @Test
    void theHistoryIsFoundByAnAliasToo() {
        put(ConfigId.system("pool.width"), 7);
        ConfigId alias = ConfigId.system("pool.width");
        ConfigSession session = new ConfigSession(
                resolver, editor, ConfigPolicy.STANDARD, Denials.NONE, new ConfigCaller("bo", Set.of("user")));
        assertThat(session.history(alias, HistoryQuery.of(alias, 10))).hasSize(1);
    }

    private long put(ConfigId id, Object value) {
        return editor.write(ConfigWrite.put(id, JsonValue.of(value)), ANNA).revision();
    }

    private boolean isSecret(ConfigId id) {
        return resolver.entry(id).orElseThrow().value().isSensitive();
    }

    private String reveal(ConfigId id) {
        return resolver.reveal(id.key(), ConfigContext.SYSTEM).orElseThrow().plainText();
    }
}
