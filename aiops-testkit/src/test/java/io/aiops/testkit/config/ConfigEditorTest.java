package io.aiops.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.config.Author;
import io.aiops.config.ChangePlan;
import io.aiops.config.ConfigCaller;
import io.aiops.config.ConfigContext;
import io.aiops.config.ConfigDocument;
import io.aiops.config.ConfigEditor;
import io.aiops.config.ConfigFilter;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigKey;
import io.aiops.config.ConfigOperation;
import io.aiops.config.ConfigPolicy;
import io.aiops.config.ConfigRegistry;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigRule;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigSecrets;
import io.aiops.config.ConfigSession;
import io.aiops.config.ConfigWrite;
import io.aiops.config.Denials;
import io.aiops.config.EntryStatus;
import io.aiops.config.Expectation;
import io.aiops.config.HistoryEntry;
import io.aiops.config.HistoryQuery;
import io.aiops.config.ImportPolicy;
import io.aiops.config.JsonValue;
import io.aiops.config.ScopeType;
import io.aiops.config.Written;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.postgres.Database;
import io.aiops.postgres.PostgresConfigStore;
import io.aiops.secret.EncryptionKey;
import io.aiops.secret.Keyring;
import io.aiops.secret.SecretCipher;
import io.aiops.service.ServiceId;
import io.aiops.testkit.postgres.PostgresExtension;
import io.aiops.testkit.postgres.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Changing configuration, and who may do it, on a real database. */
@ExtendWith(PostgresExtension.class)
final class ConfigEditorTest {

    private static final Author ANNA = Author.of("anna");
    private static final ConfigKey<Integer> SIZE = ConfigKey.integer("pool.size")
            .range(1, 100)
            .scopes(ScopeType.SYSTEM, ScopeType.SERVICE)
            .build();
    private static final ConfigKey<String> COLOUR =
            ConfigKey.text("ui.colour").oneOf("red", "blue").dynamic().build();
    private static final ConfigKey<String> EARLY =
            ConfigKey.text("early.bird").beforeDatabase().build();
    private static final ConfigRule NO_BIG_RED_POOLS = (scope, stored) -> {
        JsonValue colour = stored.get("ui.colour");
        JsonValue size = stored.get("pool.size");
        boolean wrong =
                colour != null && size != null && colour.plainText().equals("red") && size.equals(JsonValue.of(100));
        return wrong ? List.of("pool.size 100 and ui.colour red do not go together") : List.of();
    };
    private static final ConfigId SYSTEM_SIZE = ConfigId.system("pool.size");
    private static final ConfigId PLAIN = ConfigId.system("plain.text");
    private static final ConfigId TOKEN = ConfigId.system("api.token");

    private final AtomicReference<Keyring> keys =
            new AtomicReference<>(new Keyring(List.of(EncryptionKey.random("k1"))));
    private TestDatabase database;
    private Database open;
    private PostgresConfigStore store;
    private ConfigResolver resolver;
    private ConfigEditor editor;

    @BeforeEach
    void open(TestDatabase fresh) {
        database = fresh;
        open = fresh.open();
        store = new PostgresConfigStore(open, Clock.systemUTC());
        begin(ConfigRegistry.builder().add(SIZE, COLOUR, EARLY).build());
    }

    private void begin(ConfigRegistry registry) {
        ConfigSecrets secrets = new ConfigSecrets(SecretCipher.of(keys::get), store.environment());
        resolver = ConfigResolver.builder(registry)
                .environment(Map.of("AIOPS__UI__COLOUR", "blue"))
                .store(store)
                .secrets(secrets)
                .open();
        editor = new ConfigEditor(resolver, store, secrets, List.of(NO_BIG_RED_POOLS));
    }

    @AfterEach
    void close() {
        resolver.close();
        open.close();
        database.close();
    }

    @Test
    void aWriterReadsWhatItWroteAndIsToldWhatKeepsItFromCounting() {
        Written written = editor.write(ConfigWrite.put(SYSTEM_SIZE, JsonValue.of(7)), ANNA);
        assertThat(resolver.get(SIZE)).isEqualTo(7);
        assertThat(written.restartNeeded()).isTrue();
        assertThat(written.shadowedBy()).isEmpty();

        Written shadowed = editor.write(ConfigWrite.put(ConfigId.system("ui.colour"), JsonValue.of("red")), ANNA);
        assertThat(shadowed.shadowedBy()).contains("AIOPS__UI__COLOUR");
        assertThat(shadowed.restartNeeded()).isFalse();
        assertThat(resolver.get(COLOUR)).isEqualTo("blue");
    }

    @Test
    void rangesChoicesScopesAndSourcesAreCheckedAtTheWriteAllAtOnce() {
        long before = store.position().revision();
        assertThatThrownBy(() -> editor.write(
                        List.of(
                                ConfigWrite.put(SYSTEM_SIZE, JsonValue.of(101)),
                                ConfigWrite.put(ConfigId.system("ui.colour"), JsonValue.of("green")),
                                ConfigWrite.put(new ConfigId(ConfigScope.ofUser("bo"), "pool.size"), JsonValue.of(1)),
                                ConfigWrite.put(ConfigId.system("early.bird"), JsonValue.of("x")),
                                ConfigWrite.put(PLAIN, JsonValue.of("fine"))),
                        ANNA))
                .isInstanceOf(AiOpsException.class)
                .hasMessageContaining("pool.size must be from 1 to 100, not 101")
                .hasMessageContaining("ui.colour must be one of red, blue, not green")
                .hasMessageContaining("pool.size is set for service or system, not for a user")
                .hasMessageContaining("early.bird is needed before the database is");
        assertThat(store.position().revision()).isEqualTo(before);
        assertThat(resolver.entry(PLAIN)).isEmpty();
    }

    @Test
    void aRuleAcrossKeysIsCheckedInsideTheTransaction() {
        editor.write(ConfigWrite.put(SYSTEM_SIZE, JsonValue.of(100)), ANNA);
        refused(
                ErrorCode.INVALID_CONFIG_VALUE,
                () -> editor.write(ConfigWrite.put(ConfigId.system("ui.colour"), JsonValue.of("red")), ANNA));
        assertThat(resolver.entry(ConfigId.system("ui.colour"))).isEmpty();
        assertThat(store.verifyHistory().isIntact()).isTrue();
    }

    @Test
    void aRollbackToTheFirstVersionDoesNotDeleteAndIsANewRevision() {
        long first = put(PLAIN, "one");
        put(PLAIN, "two");
        ChangePlan dry = editor.rollback(PLAIN, first, Expectation.ANY, true, ANNA);
        assertThat(dry.revision()).isZero();
        assertThat(dry.changes()).singleElement().satisfies(line -> {
            assertThat(line.action()).isEqualTo("update");
            assertThat(line.before()).contains(JsonValue.of("two"));
            assertThat(line.after()).contains(JsonValue.of("one"));
        });
        assertThat(text(PLAIN)).isEqualTo("two");

        ChangePlan done = editor.rollback(PLAIN, first, Expectation.ANY, false, ANNA.because("two was wrong"));
        assertThat(text(PLAIN)).isEqualTo("one");
        HistoryEntry line = editor.history(HistoryQuery.of(PLAIN, 1)).get(0);
        assertThat(line.revision()).isEqualTo(done.revision());
        assertThat(line.operation()).isEqualTo(ConfigOperation.ROLLBACK);
        assertThat(line.rollbackOf()).hasValue(first);
        assertThat(line.author().reason()).isEqualTo("two was wrong");
        assertThat(editor.rollback(PLAIN, first, Expectation.ANY, false, ANNA).changes())
                .as("nothing is left to do")
                .isEmpty();
    }

    @Test
    void aRollbackIsCheckedAgainstTodaysSchemaAndVersion() {
        long first = put(SYSTEM_SIZE, 90);
        long second = put(SYSTEM_SIZE, 5);
        refused(
                ErrorCode.CONFIG_CONFLICT,
                () -> editor.rollback(SYSTEM_SIZE, first, Expectation.of(first), false, ANNA));
        refused(
                ErrorCode.CONFIG_NOT_FOUND,
                () -> editor.rollback(SYSTEM_SIZE, first - 1, Expectation.ANY, false, ANNA));
        resolver.close();
        begin(ConfigRegistry.builder()
                .add(ConfigKey.integer("pool.size").range(1, 10).build())
                .build());
        refused(
                ErrorCode.INVALID_CONFIG_VALUE,
                () -> editor.rollback(SYSTEM_SIZE, first, Expectation.of(second), false, ANNA));
        assertThat(resolver.entry(SYSTEM_SIZE).orElseThrow().revision()).isEqualTo(second);
    }

    @Test
    void aRollbackOfADeleteRestoresDescriptionStatusAndSecrecy() {
        editor.write(
                ConfigWrite.put(PLAIN, JsonValue.of("hush"))
                        .describedAs("what it is")
                        .as(EntryStatus.DEPRECATED)
                        .asSecret(),
                ANNA);
        long written = store.position().revision();
        editor.write(ConfigWrite.delete(PLAIN), ANNA);
        assertThat(resolver.entry(PLAIN)).isEmpty();

        editor.rollback(PLAIN, written, Expectation.ABSENT, false, ANNA);
        assertThat(resolver.entry(PLAIN)).get().satisfies(entry -> {
            assertThat(entry.description()).isEqualTo("what it is");
            assertThat(entry.status()).isEqualTo(EntryStatus.DEPRECATED);
            assertThat(entry.value().isSensitive()).isTrue();
        });
        assertThat(resolver.reveal(PLAIN.key(), ConfigContext.SYSTEM)).contains(JsonValue.of("hush"));
    }

    @Test
    void aWholeScopeGoesBackTogetherOrNotAtAll() {
        ConfigScope service = ConfigScope.of(ServiceId.of("svc"));
        ConfigId one = new ConfigId(service, "one.key");
        ConfigId two = new ConfigId(service, "two.key");
        ConfigId three = new ConfigId(service, "three.key");
        put(one, 1);
        long then = put(two, 2);
        put(PLAIN, "of everybody");
        put(one, 10);
        put(three, 3);
        editor.write(ConfigWrite.delete(two), ANNA);

        ChangePlan plan = editor.rollback(Optional.of(service), then, false, ANNA);
        assertThat(plan.changes())
                .extracting(ChangePlan.Line::action)
                .containsExactlyInAnyOrder("update", "create", "delete");
        assertThat(resolver.entry(one).orElseThrow().value().plain()).contains(JsonValue.of(1));
        assertThat(resolver.entry(two).orElseThrow().value().plain()).contains(JsonValue.of(2));
        assertThat(resolver.entry(three)).isEmpty();
        assertThat(text(PLAIN)).isEqualTo("of everybody");
        assertThat(editor.history(HistoryQuery.all(10)).stream()
                        .map(HistoryEntry::revision)
                        .limit(3))
                .containsOnly(plan.revision());
        refused(
                ErrorCode.CONFIG_NOT_FOUND,
                () -> editor.rollback(Optional.of(service), plan.revision() + 1, false, ANNA));
    }

    @Test
    void aSecretStaysCiphertextHoweverItIsWritten() {
        put(TOKEN, "t0p-one");
        put(TOKEN, "t0p-two");
        long first = store.position().revision() - 1;
        editor.rollback(TOKEN, first, Expectation.ANY, false, ANNA);
        ConfigDocument document = editor.export();
        editor.write(ConfigWrite.delete(TOKEN), ANNA);
        editor.importDocument(document, ImportPolicy.ABORT, false, ANNA);
        editor.write(
                List.of(ConfigWrite.put(TOKEN, JsonValue.of("t0p-three")), ConfigWrite.put(PLAIN, JsonValue.of(1))),
                ANNA);

        assertThat(resolver.entry(TOKEN).orElseThrow().value().isSensitive()).isTrue();
        assertThat(editor.history(HistoryQuery.of(TOKEN, 10)))
                .allSatisfy(line -> line.after()
                        .ifPresent(
                                after -> assertThat(after.value().isSensitive()).isTrue()));
        String everything = resolver.entries()
                + editor.history(HistoryQuery.all(100)).toString()
                + document.toJson()
                + resolver.explain(TOKEN.key(), ConfigContext.SYSTEM)
                + resolver.values(ConfigContext.SYSTEM);
        assertThat(everything).doesNotContain("t0p-");
        assertThat(resolver.reveal(TOKEN.key(), ConfigContext.SYSTEM)).contains(JsonValue.of("t0p-three"));
    }

    @Test
    void withoutAKeyASecretIsRefusedAndNotStoredInClear() {
        keys.set(Keyring.EMPTY);
        refused(ErrorCode.NO_ENCRYPTION_KEY, () -> put(TOKEN, "x"));
        assertThat(resolver.entry(TOKEN)).isEmpty();
        assertThat(editor.history(HistoryQuery.all(10))).isEmpty();
    }

    @Test
    void afterARotationTheOldKeyIsNeededNoMoreNotEvenForAnOldVersion() {
        long first = put(TOKEN, "first");
        put(TOKEN, "second");
        EncryptionKey old = keys.get().keys().get(0);
        EncryptionKey fresh = EncryptionKey.random("k2");
        keys.set(new Keyring(List.of(fresh, old)));
        assertThat(editor.rotateSecrets().resealed()).isEqualTo(3);
        keys.set(new Keyring(List.of(fresh)));
        resolver.close();
        begin(ConfigRegistry.builder().build());

        assertThat(resolver.reveal(TOKEN.key(), ConfigContext.SYSTEM)).contains(JsonValue.of("second"));
        editor.rollback(TOKEN, first, Expectation.ANY, false, ANNA);
        assertThat(resolver.reveal(TOKEN.key(), ConfigContext.SYSTEM)).contains(JsonValue.of("first"));
        assertThat(store.verifyHistory().isIntact()).isTrue();
    }

    @Test
    void anExportThatComesBackIsTheSame() {
        put(PLAIN, List.of(1, Map.of("a", "b")));
        put(TOKEN, "x");
        put(new ConfigId(ConfigScope.of(ServiceId.of("svc")), "one.key"), "ü\"\\");
        JsonValue text = editor.export().toJson();
        assertThat(editor.read(text.text()).entries())
                .extracting(entry -> entry.id() + "=" + entry.value())
                .isEqualTo(editor.export().entries().stream()
                        .map(entry -> entry.id() + "=" + entry.value())
                        .toList());
        assertThat(editor.importDocument(editor.read(text.text()), ImportPolicy.ABORT, false, ANNA)
                        .changes())
                .isEmpty();
    }

    @Test
    void aDocumentOfAnotherKeyIsRefusedWhole() {
        put(TOKEN, "x");
        put(PLAIN, "before");
        JsonValue document = editor.export().toJson();
        put(PLAIN, "after");
        keys.set(new Keyring(List.of(EncryptionKey.random("other"))));
        resolver.close();
        begin(ConfigRegistry.builder().build());
        refused(
                ErrorCode.INVALID_CONFIG_DOCUMENT,
                () -> editor.importDocument(editor.read(document.text()), ImportPolicy.OVERWRITE, false, ANNA));
        assertThat(text(PLAIN)).isEqualTo("after");
    }

    @Test
    void whatNobodyAllowedIsDenied() {
        put(PLAIN, "p");
        ConfigSession nobody = session("eve", Set.of(), (who, action, scope, secret) -> false);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> nobody.find(PLAIN),
                () -> nobody.values(ConfigScope.SYSTEM),
                () -> nobody.explain(PLAIN),
                () -> nobody.history(PLAIN, HistoryQuery.of(PLAIN, 1)),
                () -> nobody.history(HistoryQuery.all(1)),
                () -> nobody.write(ConfigWrite.put(PLAIN, JsonValue.of("q")), ANNA),
                () -> nobody.rollback(PLAIN, 1, Expectation.ANY, true, ANNA),
                () -> nobody.rollback(Optional.empty(), 1, true, ANNA),
                () -> nobody.importDocument(editor.export(), ImportPolicy.SKIP, true, ANNA),
                nobody::verifyHistory,
                nobody::rotateSecrets,
                () -> nobody.subscribe(ConfigFilter.allKeys(), event -> {}))) {
            refused(ErrorCode.FORBIDDEN, call);
        }
        assertThat(nobody.export().entries()).isEmpty();
        assertThat(text(PLAIN)).isEqualTo("p");
    }

    @Test
    void everyDenialIsHeardOf() {
        List<String> heard = new ArrayList<>();
        ConfigSession user = new ConfigSession(
                resolver,
                editor,
                ConfigPolicy.STANDARD,
                (who, action, what) -> heard.add(who.name() + " " + action + " " + what),
                new ConfigCaller("bo", Set.of("user")));
        refused(ErrorCode.FORBIDDEN, () -> user.find(TOKEN));
        refused(ErrorCode.FORBIDDEN, () -> user.write(ConfigWrite.put(PLAIN, JsonValue.of(1)), ANNA));
        assertThat(heard).containsExactly("bo READ api.token of system", "bo WRITE plain.text of system");
    }

    @Test
    void aListenerHearsNoMoreWhenItsRightIsTakenAway() {
        AtomicBoolean allowed = new AtomicBoolean(true);
        List<String> heard = new CopyOnWriteArrayList<>();
        ConfigSession user = session("bo", Set.of("user"), (who, action, scope, secret) -> allowed.get());
        try (var hearing = user.subscribe(
                        ConfigFilter.keys(PLAIN.key()),
                        event -> event.changes()
                                .forEach(change -> heard.add(change.after().toString())));
                var control = resolver.subscribe(ConfigFilter.keys(PLAIN.key()), event -> {
                    if (!allowed.get()) {
                        heard.add("control");
                    }
                })) {
            put(PLAIN, "one");
            await(() -> heard.size() == 1);
            allowed.set(false);
            put(PLAIN, "two");
            await(() -> heard.contains("control"));
            assertThat(hearing.isParked()).isFalse();
        }
        assertThat(heard).hasSize(2).noneMatch(text -> text.contains("two"));
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
    }

    private ConfigSession session(String name, Set<String> roles, ConfigPolicy policy) {
        return new ConfigSession(resolver, editor, policy, Denials.NONE, new ConfigCaller(name, roles));
    }

    private long put(ConfigId id, Object value) {
        return editor.write(ConfigWrite.put(id, JsonValue.of(value)), ANNA).revision();
    }

    private String text(ConfigId id) {
        return resolver.entry(id).orElseThrow().value().plain().orElseThrow().plainText();
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AiOpsException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
