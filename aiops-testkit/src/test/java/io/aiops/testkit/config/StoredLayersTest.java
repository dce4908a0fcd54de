package io.aiops.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.config.ConfigContext;
import io.aiops.config.ConfigExplanation;
import io.aiops.config.ConfigExplanation.Outcome;
import io.aiops.config.ConfigExplanation.Step;
import io.aiops.config.ConfigHealth;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigKey;
import io.aiops.config.ConfigRegistry;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigResolverBuilder;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigSource;
import io.aiops.config.ConfigValue;
import io.aiops.config.EntryStatus;
import io.aiops.config.JsonValue;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the database takes its place among the layers. */
class StoredLayersTest {

    private final MemoryConfigStore store = new MemoryConfigStore();
    private final StoreWriter writer = new StoreWriter(store);
    private final List<ConfigResolver> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(ConfigResolver::close);
    }

    @Test
    void theStrongestLayerThatHasAValueWinsInEveryCombination(@TempDir Path folder) throws IOException {
        List<ConfigSource> order = List.of(
                ConfigSource.ARGUMENT,
                ConfigSource.ENVIRONMENT,
                ConfigSource.DATABASE,
                ConfigSource.FILE,
                ConfigSource.FILE);
        for (int present = 0; present < 1 << order.size(); present++) {
            MemoryConfigStore fresh = new MemoryConfigStore();
            Path yaml = folder.resolve(present + ".yaml");
            Path env = folder.resolve(present + ".env");
            List<String> arguments = has(present, 0) ? List.of("--service.port=1") : List.of();
            Map<String, String> environment = has(present, 1) ? Map.of("AIOPS__SERVICE__PORT", "2") : Map.of();
            if (has(present, 2)) {
                new StoreWriter(fresh).put(Keys.SYSTEM_PORT, 3);
            }
            if (has(present, 3)) {
                Files.writeString(env, "AIOPS__SERVICE__PORT=4");
            }
            if (has(present, 4)) {
                Files.writeString(yaml, "service.port: 5");
            }
            try (ConfigResolver resolver = ConfigResolver.builder(Keys.ALL)
                    .arguments(arguments)
                    .environment(environment)
                    .file(yaml)
                    .envFile(env)
                    .store(fresh)
                    .open()) {
                int strongest = Integer.numberOfTrailingZeros(present);
                boolean unset = present == 0;
                ConfigValue value =
                        resolver.find("service.port", ConfigContext.SYSTEM).orElseThrow();
                assertThat(resolver.get(Keys.PORT)).isEqualTo(unset ? 8000 : strongest + 1);
                assertThat(value.source()).isEqualTo(unset ? ConfigSource.DEFAULT : order.get(strongest));
                assertExplained(resolver, "service.port", ConfigContext.SYSTEM);
            }
        }
    }

    private static boolean has(int present, int layer) {
        return (present >> layer & 1) == 1;
    }

    @Test
    void twoServicesWithTheSameKeyDoNotSeeEachOther() {
        writer.put(Keys.TEXT_PORT, 9001);
        writer.put(new ConfigId(ConfigScope.of(ServiceId.of("image-recog")), "service.port"), 9002);
        ConfigResolver resolver = open();

        assertThat(resolver.get(Keys.PORT, Keys.OF_TEXT)).isEqualTo(9001);
        assertThat(resolver.get(Keys.PORT, ConfigContext.of(ServiceId.of("image-recog"))))
                .isEqualTo(9002);
        assertThat(resolver.get(Keys.PORT)).isEqualTo(8000);
    }

    @Test
    void aPersonsValueBeatsTheServicesWhichBeatsEverybodys() {
        ConfigContext both = Keys.OF_TEXT.seenBy("anna");
        ConfigResolver resolver = open();
        assertThat(resolver.get(Keys.PORT, both)).isEqualTo(8000);
        writer.put(Keys.SYSTEM_PORT, 1);
        resolver.refresh();
        assertThat(resolver.get(Keys.PORT, both)).isEqualTo(1);
        writer.put(Keys.TEXT_PORT, 2);
        resolver.refresh();
        assertThat(resolver.get(Keys.PORT, both)).isEqualTo(2);
        long revision = writer.put(Keys.USER_PORT, 3);
        resolver.refresh();
        assertThat(resolver.get(Keys.PORT, both)).isEqualTo(3);
        assertThat(resolver.get(Keys.PORT, Keys.OF_TEXT.seenBy("bob"))).isEqualTo(2);
        assertThat(resolver.find("service.port", both).orElseThrow()).satisfies(value -> {
            assertThat(value.scope()).isEqualTo(ConfigScope.ofUser("anna"));
            assertThat(value.revision()).isEqualTo(revision);
            assertThat(value.sourceName()).isEqualTo("database, revision " + revision);
            assertThat(value.updatedBy()).contains("anna");
        });
    }

    @Test
    void theLayerCountsBeforeTheScope() {
        writer.put(Keys.TEXT_PORT, 2);
        ConfigResolver resolver = open(builder -> builder.environment(Map.of("AIOPS__SERVICE__PORT", "7")));

        ConfigValue value = resolver.find("service.port", Keys.OF_TEXT).orElseThrow();
        assertThat(value.value()).isEqualTo(JsonValue.of(7));
        assertThat(value.source()).isEqualTo(ConfigSource.ENVIRONMENT);
        assertThat(value.revision()).as("what a writer expects").isEqualTo(1);
    }

    @Test
    void aDisabledEntryIsPassedOverAndTheExplanationSaysSo() {
        writer.put(Keys.SYSTEM_PORT, 1);
        writer.put(Keys.TEXT_PORT, 2, EntryStatus.DISABLED);
        ConfigResolver resolver = open();

        assertThat(resolver.get(Keys.PORT, Keys.OF_TEXT)).isEqualTo(1);
        assertThat(resolver.explain("service.port", Keys.OF_TEXT).steps())
                .filteredOn(step -> step.outcome() == Outcome.DISABLED)
                .extracting(Step::source, step -> step.scope().toString())
                .containsExactly(org.assertj.core.api.Assertions.tuple(ConfigSource.DATABASE, "service text-classify"));
        assertThat(resolver.entry(Keys.TEXT_PORT)).isPresent();
    }

    @Test
    void aDeprecatedEntryCounts() {
        writer.put(Keys.SYSTEM_PORT, 1, EntryStatus.DEPRECATED);
        assertThat(open().get(Keys.PORT)).isEqualTo(1);
    }

    @Test
    void anExplicitNullIsNotAbsence() {
        writer.put(ConfigId.system("anything"), null);
        writer.put(ConfigId.system("free.text"), null);
        ConfigResolver resolver = open();

        assertThat(resolver.get(Keys.ANYTHING)).isEqualTo(JsonValue.NULL);
        assertThat(resolver.find("free.text", ConfigContext.SYSTEM)
                        .orElseThrow()
                        .value())
                .isEqualTo(JsonValue.NULL);
        assertThat(resolver.find("free.other", ConfigContext.SYSTEM)).isEmpty();
    }

    @Test
    void numbersAreReadAsTheyWereStored() {
        writer.put(ConfigId.system("anything"), List.of(9007199254740993L, new java.math.BigDecimal("0.10")));
        assertThat(open().get(Keys.ANYTHING).text()).isEqualTo("[9007199254740993,0.10]");
    }

    @Test
    void aValueThatNoLongerFitsLeavesTheLastGoodOneAndShowsInHealth() {
        ConfigResolver resolver = open();
        writer.put(Keys.SYSTEM_PORT, 7);
        resolver.refresh();
        writer.put(Keys.SYSTEM_PORT, 70_000);
        resolver.refresh();

        assertThat(resolver.get(Keys.PORT)).isEqualTo(7);
        assertThat(resolver.health().state()).isEqualTo(ConfigHealth.State.DEGRADED);
        assertThat(resolver.health().invalid())
                .singleElement()
                .asString()
                .contains("service.port", "must be from 1 to 65535", "revision 2", "the value of revision 1 goes on");
        assertThat(resolver.entry(Keys.SYSTEM_PORT).orElseThrow().revision()).isEqualTo(2);
        writer.put(Keys.SYSTEM_PORT, "many");
        resolver.refresh();
        assertThat(resolver.get(Keys.PORT)).isEqualTo(7);
        writer.put(Keys.SYSTEM_PORT, 8);
        resolver.refresh();
        assertThat(resolver.get(Keys.PORT)).isEqualTo(8);
        assertThat(resolver.health().state()).isEqualTo(ConfigHealth.State.OK);
    }

    @Test
    void aValueThatNeverFittedIsPassedOver() {
        writer.put(Keys.SYSTEM_PORT, 0);
        writer.put(ConfigId.system("database.name"), "x");
        writer.put(new ConfigId(ConfigScope.of(Keys.TEXT), "title"), "of a service");
        ConfigResolver resolver = open();

        assertThat(resolver.get(Keys.PORT)).isEqualTo(8000);
        assertThat(resolver.get(Keys.EARLY)).isEqualTo("aiops");
        assertThat(resolver.find(Keys.TITLE, Keys.OF_TEXT)).isEmpty();
        assertThat(resolver.health().invalid()).hasSize(3);
        assertThat(resolver.explain("service.port", ConfigContext.SYSTEM).steps())
                .anyMatch(step ->
                        step.outcome() == Outcome.INVALID && step.reason().contains("must be from 1"));
    }

    @Test
    void newDeclarationsTellWhatTheyWouldBreakBeforeTheyComeIntoForce() {
        writer.put(Keys.SYSTEM_PORT, 443);
        writer.put(ConfigId.system("title"), "x");
        ConfigResolver resolver = open();
        ConfigRegistry stricter = ConfigRegistry.builder()
                .add(ConfigKey.integer("service.port").range(1024, 65535).build())
                .build();

        assertThat(resolver.violations(Keys.ALL)).isEmpty();
        assertThat(resolver.violations(stricter))
                .singleElement()
                .asString()
                .contains("service.port of system must be from 1024 to 65535, not 443");
    }

    @Test
    void allValuesOfAContextAreListedDeclaredOrNot() {
        writer.put(new ConfigId(ConfigScope.of(Keys.TEXT), "model.name"), "bert");
        writer.put(new ConfigId(ConfigScope.of(ServiceId.of("other")), "model.size"), 1);
        writer.put(ConfigId.system("everybodys"), true);
        ConfigResolver resolver =
                open(builder -> builder.environment(Map.of("AIOPS__SERVICES__TEXT_CLASSIFY__RATE", "5")));

        assertThat(resolver.values(Keys.OF_TEXT))
                .extracting(ConfigValue::key)
                .contains("model.name", "everybodys", "rate", "service.port", "gitea.access-token")
                .doesNotContain("model.size", "title")
                .isSorted();
    }

    @Test
    void anExplanationAgreesWithTheValueWhateverIsSet() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            MemoryConfigStore fresh = new MemoryConfigStore();
            StoreWriter writes = new StoreWriter(fresh);
            Map<String, String> environment = new HashMap<>();
            for (ConfigId id : List.of(Keys.SYSTEM_PORT, Keys.TEXT_PORT, Keys.USER_PORT)) {
                if (random.nextBoolean()) {
                    writes.put(id, random.nextInt(3), EntryStatus.values()[random.nextInt(3)]);
                }
            }
            if (random.nextInt(4) == 0) {
                environment.put("AIOPS__SERVICE__PORT", "5");
            }
            if (random.nextInt(4) == 0) {
                environment.put("AIOPS__SERVICES__TEXT_CLASSIFY__SERVICE__PORT", "6");
            }
            try (ConfigResolver resolver = ConfigResolver.builder(Keys.ALL)
                    .environment(environment)
                    .store(fresh)
                    .pollInterval(Duration.ofHours(1))
                    .open()) {
                for (ConfigContext context : List.of(ConfigContext.SYSTEM, Keys.OF_TEXT, Keys.OF_TEXT.seenBy("anna"))) {
                    assertExplained(resolver, "service.port", context);
                }
            }
        }
    }

    private static void assertExplained(ConfigResolver resolver, String key, ConfigContext context) {
        Optional<ConfigValue> value = resolver.find(key, context);
        ConfigExplanation explanation = resolver.explain(key, context);
        assertThat(explanation.winner().flatMap(Step::shown)).isEqualTo(value.map(ConfigValue::value));
        assertThat(explanation.winner().map(Step::source)).isEqualTo(value.map(ConfigValue::source));
        assertThat(resolver.get(Keys.PORT, context))
                .isEqualTo(value.map(ConfigValue::value).map(JsonValue::toJava).orElseThrow());
    }

    @Test
    void absentIsNotUnavailable() {
        store.goDown();
        ConfigResolver resolver = open(builder -> builder.whenStoreIsDown(io.aiops.config.StartPolicy.DEFAULTS_ONLY));

        assertThat(resolver.get(Keys.PORT)).isEqualTo(8000);
        for (Runnable read : List.<Runnable>of(
                () -> resolver.get(Keys.TITLE),
                () -> resolver.find(Keys.TITLE),
                () -> resolver.find("title", ConfigContext.SYSTEM),
                () -> resolver.find("undeclared", ConfigContext.SYSTEM))) {
            assertThatThrownBy(read::run)
                    .isInstanceOfSatisfying(
                            AiOpsException.class,
                            thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
        }
        assertThat(resolver.explain("title", ConfigContext.SYSTEM).steps())
                .anyMatch(step -> step.outcome() == Outcome.UNAVAILABLE);
        store.comeBack();
        resolver.refresh();
        assertThat(resolver.find(Keys.TITLE)).isEmpty();
        assertThatThrownBy(() -> resolver.get(Keys.TITLE))
                .isInstanceOfSatisfying(
                        AiOpsException.class,
                        thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.CONFIG_NOT_FOUND));
    }

    private ConfigResolver open() {
        return open(builder -> builder);
    }

    private ConfigResolver open(java.util.function.UnaryOperator<ConfigResolverBuilder> more) {
        ConfigResolver resolver = more.apply(
                        ConfigResolver.builder(Keys.ALL).store(store).pollInterval(Duration.ofHours(1)))
                .open();
        opened.add(resolver);
        return resolver;
    }
}
