package io.aiops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.config.ConfigExplanation.Outcome;
import io.aiops.config.ConfigExplanation.Step;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.Secret;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What arguments, environment and files say; the layers that need no database. */
class ConfigResolverTest {

    private static final ConfigKey<Integer> PORT =
            ConfigKey.integer("server.port").range(0, 65535).orElse(8080).build();
    private static final ConfigKey<String> HOME = ConfigKey.text("home.dir")
            .orElse("~")
            .alias("service.root.dir")
            .variable("SERVICE_ROOT_DIR")
            .beforeFile()
            .build();
    private static final ConfigKey<Secret> URL = ConfigKey.secret("database.url")
            .variable("DATABASE_URL")
            .pattern("jdbc:postgresql:.*")
            .build();
    private static final ConfigKey<Duration> TIMEOUT =
            ConfigKey.seconds("health.start-timeout").build();
    private static final ConfigKey<Integer> SERVICE_PORT = ConfigKey.integer("service.port")
            .range(1, 65535)
            .scopes(ScopeType.SERVICE, ScopeType.SYSTEM)
            .build();
    private static final ConfigKey<JsonValue> LABELS =
            ConfigKey.json("labels", ValueType.OBJECT).build();
    private static final ConfigKey<JsonValue> HOSTS =
            ConfigKey.json("server.hosts", ValueType.ARRAY).build();
    private static final ConfigKey<JsonValue> EXTRA =
            ConfigKey.json("extra", ValueType.ANY).build();
    private static final ConfigKey<String> VERSION =
            ConfigKey.text("build.version").build();
    private static final ConfigKey<String> SUFFIX =
            ConfigKey.text("name.suffix").orElse("-x").emptyIsValue().build();
    private static final ConfigKey<BigDecimal> RATIO = ConfigKey.number("ratio").build();
    private static final ConfigKey<Long> BIG = ConfigKey.longInteger("big").build();

    private static final ConfigRegistry KNOWN = ConfigRegistry.builder()
            .add(PORT, HOME, URL, TIMEOUT, SERVICE_PORT, LABELS, HOSTS, EXTRA, VERSION, SUFFIX, RATIO, BIG)
            .build();
    private static final ConfigContext TEXT = ConfigContext.of(ServiceId.of("text-classify"));
    private static final ConfigContext IMAGE = ConfigContext.of(ServiceId.of("image-recog"));

    @TempDir
    Path folder;

    private Path file;
    private Path envFile;

    @BeforeEach
    void place() {
        file = folder.resolve("aiops.yaml");
        envFile = folder.resolve(".env");
    }

    @Test
    void anArgumentBeatsAVariableWhichBeatsTheEnvFileWhichBeatsTheYamlFileWhichBeatsTheDefault() throws IOException {
        Files.writeString(file, "server:\n  port: 4\n");
        Files.writeString(envFile, "AIOPS__SERVER__PORT=3\n");
        Map<String, String> environment = Map.of("AIOPS__SERVER__PORT", "2");

        assertThat(open(List.of("--server.port=1"), environment).get(PORT)).isEqualTo(1);
        assertThat(open(List.of(), environment).get(PORT)).isEqualTo(2);
        assertThat(open(List.of(), Map.of()).get(PORT)).isEqualTo(3);
        Files.delete(envFile);
        assertThat(open(List.of(), Map.of()).get(PORT)).isEqualTo(4);
        Files.delete(file);
        assertThat(open(List.of(), Map.of()).get(PORT)).isEqualTo(8080);
    }

    @Test
    void anEmptyVariableArgumentOrValueIsUnset() throws IOException {
        Files.writeString(file, "server.port:\nbuild.version: ''\n");
        ConfigResolver resolver = open(List.of("--server.port="), Map.of("AIOPS__SERVER__PORT", ""));

        assertThat(resolver.get(PORT)).isEqualTo(8080);
        assertThat(resolver.find(VERSION)).isEmpty();
    }

    @Test
    void anEmptyTextIsAValueOfAKeyThatSaysSo() {
        assertThat(open(List.of("--name.suffix="), Map.of()).get(SUFFIX)).isEmpty();
    }

    @Test
    void dashesAndDotsBecomeUnderlinesInVariables() {
        assertThat(open(List.of(), Map.of("AIOPS__HEALTH__START_TIMEOUT", "1.5"))
                        .get(TIMEOUT))
                .isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void aVariableThatKubernetesInjectsIsIgnored() {
        ConfigResolver resolver = open(
                List.of(), Map.of("SERVICE_PORT", "tcp://10.0.0.1:80", "SERVER_PORT", "1", "aiops__server__port", "2"));

        assertThat(resolver.find(SERVICE_PORT)).isEmpty();
        assertThat(resolver.get(PORT)).isEqualTo(8080);
    }

    @Test
    void aVariableOfAServiceBeatsTheOneForEverybody() {
        ConfigResolver resolver = open(
                List.of("--services.image-recog.service.port=9002"),
                Map.of(
                        "AIOPS__SERVICE__PORT", "9000",
                        "AIOPS__SERVICES__TEXT_CLASSIFY__SERVICE__PORT", "9001"));

        assertThat(resolver.get(SERVICE_PORT, TEXT)).isEqualTo(9001);
        assertThat(resolver.get(SERVICE_PORT, IMAGE)).isEqualTo(9002);
        assertThat(resolver.get(SERVICE_PORT, ConfigContext.of(ServiceId.of("other"))))
                .isEqualTo(9000);
        assertThat(resolver.get(SERVICE_PORT)).isEqualTo(9000);
    }

    @Test
    void undeclaredKeysOfServicesAreTexts() {
        ConfigResolver resolver = open(
                List.of("--services.text-classify.model.name=bert"),
                Map.of("AIOPS__SERVICES__TEXT_CLASSIFY__MAX_TOKENS", "512"));

        assertThat(resolver.find("model.name", TEXT).orElseThrow().value()).isEqualTo(JsonValue.of("bert"));
        assertThat(resolver.find("max-tokens", TEXT).orElseThrow().value()).isEqualTo(JsonValue.of("512"));
        assertThat(resolver.get(ConfigKey.integer("max-tokens").build(), TEXT)).isEqualTo(512);
        assertThat(resolver.find("model.name", IMAGE)).isEmpty();
    }

    @Test
    void anEnvironmentWithLookupsOfAServiceWithTwoDashesFindsNothingAndSaysWhy() {
        ConfigContext odd = ConfigContext.of(ServiceId.of("a--b"));
        ConfigResolver resolver =
                open(List.of("--services.a--b.service.port=7"), Map.of("AIOPS__SERVICES__A__B__SERVICE__PORT", "6"));

        assertThat(resolver.get(SERVICE_PORT, odd)).isEqualTo(7);
        assertThat(resolver.explain("service.port", odd).steps())
                .filteredOn(step -> step.source() == ConfigSource.ENVIRONMENT
                        && step.scope().type() == ScopeType.SERVICE)
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.tried()).isEmpty();
                    assertThat(step.reason()).contains("a--b").contains("no variables of its own");
                });
        assertThat(resolver.find("b.service.port", ConfigContext.of(ServiceId.of("a"))))
                .isPresent();
    }

    @Test
    void aliasesMeanTheSameAndTheKeyItselfBeatsThem() {
        assertThat(open(List.of(), Map.of("SERVICE_ROOT_DIR", "/a")).get(HOME)).isEqualTo("/a");
        assertThat(open(List.of("--service.root.dir=/b"), Map.of()).get(HOME)).isEqualTo("/b");
        assertThat(open(List.of(), Map.of("SERVICE_ROOT_DIR", "/a", "AIOPS__HOME__DIR", "/c"))
                        .get(HOME))
                .isEqualTo("/c");
        assertThat(open(List.of(), Map.of("AIOPS__SERVICE__ROOT__DIR", "/d"))
                        .find("service.root.dir", ConfigContext.SYSTEM)
                        .orElseThrow()
                        .key())
                .isEqualTo("home.dir");
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() throws IOException {
        Files.writeString(file, """
                server.port: many
                server.prot: 1
                home.dir: /x
                services:
                  text-classify:
                    server.port: 1
                  Bad:
                    service.port: 2
                """);
        Files.writeString(envFile, "AIOPS__RATIO=half\n");

        assertThatThrownBy(() -> open(
                        List.of("--nope=1", "loose", "--server.port=70000", "--big=1", "--big=2"),
                        Map.of("AIOPS__SERVER__PORT", "y")))
                .isInstanceOfSatisfying(AiOpsException.class, wrong -> {
                    assertThat(wrong.code()).isEqualTo(ErrorCode.INVALID_SETTING);
                    assertThat(wrong.details().get("problems"))
                            .isEqualTo(wrong.message().lines().toList());
                    assertThat(wrong.message().lines())
                            .anyMatch(line -> line.equals("--nope: no such setting"))
                            .anyMatch(line -> line.contains("look like --key=value"))
                            .anyMatch(line -> line.equals("--server.port: must be from 0 to 65535, not 70000"))
                            .anyMatch(line -> line.equals("--big: given twice"))
                            .anyMatch(line -> line.equals("AIOPS__SERVER__PORT: must be a whole number, not y"))
                            .anyMatch(line ->
                                    line.endsWith("aiops.yaml: server.port: must be a whole number, not many (line 1)"))
                            .anyMatch(line -> line.endsWith("aiops.yaml: server.prot: no such setting (line 2)"))
                            .anyMatch(line -> line.contains("home.dir: can be set by argument or environment only"))
                            .anyMatch(line -> line.contains(
                                    "services.text-classify.server.port: cannot be set for a single service"))
                            .anyMatch(line -> line.contains("services.Bad.service.port: service id"))
                            .anyMatch(line -> line.contains(".env: AIOPS__RATIO: must be a number, not half"))
                            .hasSize(11);
                });
    }

    @Test
    void aBadVariableIsNamedAndTheSecretInItIsNot() throws IOException {
        String secret = "jdbc-with-hunter2";
        assertThatThrownBy(() -> open(List.of(), Map.of("DATABASE_URL", secret)))
                .hasMessageContaining("DATABASE_URL")
                .hasMessageNotContaining("hunter2");

        Files.writeString(file, "database.url: [hunter2\n");
        assertThatThrownBy(() -> open(List.of(), Map.of()))
                .hasMessageContaining("aiops.yaml")
                .hasMessageContaining("line")
                .hasMessageNotContaining("hunter2");
        Files.writeString(file, "database.url: hunter2\n");
        assertThatThrownBy(() -> open(List.of(), Map.of()))
                .hasMessageContaining("aiops.yaml: database.url")
                .hasMessageNotContaining("hunter2");
        Files.delete(file);
        Files.writeString(envFile, "DATABASE_URL hunter2\n");
        assertThatThrownBy(() -> open(List.of(), Map.of()))
                .hasMessageContaining(".env")
                .hasMessageNotContaining("hunter2");
        Files.writeString(envFile, "DATABASE_URL=hunter2\nDATABASE_URL=hunter3\n");
        assertThatThrownBy(() -> open(List.of(), Map.of()))
                .hasMessageContaining(".env: DATABASE_URL: given twice (line 2)")
                .hasMessageNotContaining("hunter");
    }

    @Test
    void aSecretIsReadAsSuchAndShownToNobody() {
        ConfigResolver resolver = open(
                List.of("--services.text-classify.api-key=hunter2"), Map.of("DATABASE_URL", "jdbc:postgresql:hunter2"));

        assertThat(resolver.get(URL).reveal()).isEqualTo("jdbc:postgresql:hunter2");
        assertThat(resolver.find("database.url", ConfigContext.SYSTEM).toString())
                .contains("***")
                .contains("sensitive=true");
        String everything = resolver.explain("database.url", ConfigContext.SYSTEM)
                + resolver.explain("api-key", TEXT).toString()
                + resolver.values(TEXT)
                + resolver.values(ConfigContext.SYSTEM)
                + resolver.health()
                + resolver.handle(URL)
                + resolver;
        assertThat(everything).contains("***").doesNotContain("hunter2");
    }

    @Test
    void nestedMapsAndDottedNamesMeanTheSameAndTwoOfThemAreOneTooMany() throws IOException {
        Files.writeString(
                file, "server:\n  port: 1\nhealth.start-timeout: 2\nservices.text-classify:\n  service.port: 3\n");
        ConfigResolver resolver = open(List.of(), Map.of());
        assertThat(resolver.get(PORT)).isEqualTo(1);
        assertThat(resolver.get(TIMEOUT)).isEqualTo(Duration.ofSeconds(2));
        assertThat(resolver.get(SERVICE_PORT, TEXT)).isEqualTo(3);

        Files.writeString(file, "server:\n  port: 1\nserver.port: 2\n");
        assertThatThrownBy(() -> open(List.of(), Map.of())).hasMessageContaining("server.port: given twice (line 3)");
    }

    @Test
    void listsAndObjectsInTheFileAreValuesOfKeysThatWantThem() throws IOException {
        Files.writeString(file, """
                labels:
                  team: a
                  size: {x: 1}
                server:
                  hosts: [a, b]
                extra:
                  - 0.10
                  - null
                services:
                  text-classify:
                    tags: [1, two]
                """);
        ConfigResolver resolver = open(List.of(), Map.of());

        assertThat(resolver.get(LABELS).text()).isEqualTo("{\"size\":{\"x\":1},\"team\":\"a\"}");
        assertThat(resolver.get(HOSTS).text()).isEqualTo("[\"a\",\"b\"]");
        assertThat(resolver.get(EXTRA).text()).isEqualTo("[0.10,null]");
        assertThat(resolver.find("tags", TEXT).orElseThrow().value().text()).isEqualTo("[1,\"two\"]");
        assertThat(open(List.of("--labels={\"a\":1}"), Map.of()).get(LABELS).text())
                .isEqualTo("{\"a\":1}");
        assertThatThrownBy(() -> open(List.of("--labels=[1]"), Map.of()))
                .hasMessageContaining("--labels: must be an object");
    }

    @Test
    void anExplicitNullIsAValueOfAKeyOfAnyKind() throws IOException {
        Files.writeString(file, "extra: null\nserver.port: null\n");
        ConfigResolver resolver = open(List.of(), Map.of());

        assertThat(resolver.get(EXTRA)).isEqualTo(JsonValue.NULL);
        assertThat(resolver.find("extra", ConfigContext.SYSTEM)).isPresent();
        assertThat(resolver.get(PORT)).isEqualTo(8080);
    }

    @Test
    void aTextInTheFileKeepsItsSpelling() throws IOException {
        Files.writeString(file, "build.version: 1.10\n");
        assertThat(open(List.of(), Map.of()).get(VERSION)).isEqualTo("1.10");
        Files.writeString(file, "build.version: yes\n");
        assertThat(open(List.of(), Map.of()).get(VERSION)).isEqualTo("yes");
    }

    @Test
    void numbersAreExactAndOverflowIsRefused() {
        ConfigResolver resolver = open(List.of("--big=9007199254740993", "--ratio=0.1"), Map.of());
        assertThat(resolver.get(BIG)).isEqualTo(9007199254740993L);
        assertThat(resolver.get(RATIO)).isEqualTo(new BigDecimal("0.1"));

        assertThatThrownBy(() -> open(List.of("--big=9223372036854775808"), Map.of()))
                .hasMessageContaining("--big: must be from");
        assertThatThrownBy(() -> open(List.of("--server.port=4294967297"), Map.of()))
                .hasMessageContaining("--server.port: must be from");
    }

    @Test
    void whatIsNoPlainYamlFileIsRefused() throws IOException {
        Files.writeString(file, "- a\n");
        assertThatThrownBy(() -> open(List.of(), Map.of())).hasMessageContaining("must hold keys and values");
        Files.writeString(file, "a: &x 1\nserver.port: *x\n");
        assertThatThrownBy(() -> open(List.of(), Map.of()))
                .hasMessageContaining("reference")
                .hasMessageContaining("line 2");
        Files.writeString(file, "");
        assertThat(open(List.of(), Map.of()).get(PORT)).isEqualTo(8080);
        Files.writeString(file, "services:\n  text-classify:\n");
        assertThat(open(List.of(), Map.of()).get(PORT)).isEqualTo(8080);
    }

    @Test
    void anEnvFileIsReadLikeTheEnvironmentAndOthersMayUseItToo() throws IOException {
        Files.writeString(envFile, """
                # for everybody
                COMPOSE_PROJECT=x
                DATABASE_URL="jdbc:postgresql://db/x"
                AIOPS__SERVICES__TEXT_CLASSIFY__SERVICE__PORT=9001
                """);
        ConfigResolver resolver = open(List.of(), Map.of());

        assertThat(resolver.get(URL).reveal()).isEqualTo("jdbc:postgresql://db/x");
        assertThat(resolver.find("service.port", TEXT).orElseThrow()).satisfies(value -> {
            assertThat(value.source()).isEqualTo(ConfigSource.FILE);
            assertThat(value.sourceName()).endsWith(".env: AIOPS__SERVICES__TEXT_CLASSIFY__SERVICE__PORT");
        });
    }

    @Test
    void aVariableThatLooksLikeOursAndBelongsToNoKeyIsShownInHealthOrRefused() {
        Map<String, String> typo = Map.of("AIOPS__SERVER__PROT", "1", "AIOPS__", "2", "AIOPS__SERVICES__X", "3");
        ConfigResolver resolver = open(List.of(), typo);

        assertThat(resolver.health().unknownVariables())
                .containsExactlyInAnyOrder("AIOPS__SERVER__PROT", "AIOPS__", "AIOPS__SERVICES__X");
        assertThat(resolver.health().state()).isEqualTo(ConfigHealth.State.OK);
        assertThatThrownBy(() -> open(List.of(), typo, ConfigResolverBuilder::strictVariables))
                .hasMessageContaining("AIOPS__SERVER__PROT: no such setting");
    }

    @Test
    void anExplanationListsEveryLayerTheNamesTriedTheLosersAndTheWinner() throws IOException {
        Files.writeString(file, "server.port: 3\n");
        ConfigResolver resolver = open(List.of(), Map.of("AIOPS__SERVER__PORT", "2"));
        ConfigExplanation port = resolver.explain("server.port", ConfigContext.SYSTEM);

        assertThat(port.winner()).get().satisfies(step -> {
            assertThat(step.source()).isEqualTo(ConfigSource.ENVIRONMENT);
            assertThat(step.tried()).containsExactly("AIOPS__SERVER__PORT");
            assertThat(step.shown()).contains(JsonValue.of(2));
        });
        assertThat(port.steps())
                .extracting(Step::source)
                .containsExactly(
                        ConfigSource.ARGUMENT,
                        ConfigSource.ENVIRONMENT,
                        ConfigSource.DATABASE,
                        ConfigSource.FILE,
                        ConfigSource.FILE,
                        ConfigSource.DEFAULT);
        assertThat(port.steps())
                .extracting(Step::outcome)
                .containsExactly(
                        Outcome.ABSENT,
                        Outcome.WINS,
                        Outcome.ABSENT,
                        Outcome.ABSENT,
                        Outcome.SHADOWED,
                        Outcome.SHADOWED);
        assertThat(resolver.explain("home.dir", ConfigContext.SYSTEM).steps())
                .filteredOn(step -> step.outcome() == Outcome.FORBIDDEN)
                .extracting(Step::source)
                .containsExactly(ConfigSource.DATABASE, ConfigSource.FILE, ConfigSource.FILE);
        assertThat(resolver.explain("service.root.dir", ConfigContext.SYSTEM)
                        .steps()
                        .get(1)
                        .tried())
                .containsExactly("AIOPS__HOME__DIR", "AIOPS__SERVICE__ROOT__DIR", "SERVICE_ROOT_DIR");
    }

    @Test
    void aKeyWithoutAValueSaysWhatWouldSetIt() {
        ConfigResolver resolver = open(List.of(), Map.of());

        assertThat(resolver.find(SERVICE_PORT)).isEmpty();
        assertThatThrownBy(() -> resolver.get(SERVICE_PORT, TEXT))
                .isInstanceOfSatisfying(
                        AiOpsException.class,
                        missing -> assertThat(missing.code()).isEqualTo(ErrorCode.CONFIG_NOT_FOUND))
                .hasMessageContaining("--services.text-classify.service.port")
                .hasMessageContaining("AIOPS__SERVICES__TEXT_CLASSIFY__SERVICE__PORT")
                .hasMessageContaining("AIOPS__SERVICE__PORT");
    }

    @Test
    void allMissingKeysAreReportedAtOnce() {
        ConfigRegistry registry = ConfigRegistry.builder()
                .add(
                        ConfigKey.text("a").required().build(),
                        ConfigKey.text("b").required().orElse("x").build(),
                        ConfigKey.text("c").required().build(),
                        ConfigKey.text("d").required().scopes(ScopeType.SERVICE).build())
                .build();
        try (ConfigResolver resolver = ConfigResolver.builder(registry).open()) {
            assertThat(resolver.missing()).containsExactly("a", "c");
            assertThat(resolver.health().state()).isEqualTo(ConfigHealth.State.DEGRADED);
            assertThat(resolver.health().problems()).hasSize(2);
        }
    }

    @Test
    void whoAsksForTheWrongTypeIsToldTheKeyAndWhereItsValueComesFrom() {
        ConfigResolver resolver =
                open(List.of(), Map.of("AIOPS__BUILD__VERSION", "abc", "DATABASE_URL", "jdbc:postgresql:hunter2"));

        assertThatThrownBy(() -> resolver.get(ConfigKey.integer("build.version").build()))
                .isInstanceOfSatisfying(
                        AiOpsException.class,
                        wrong -> assertThat(wrong.code()).isEqualTo(ErrorCode.INVALID_CONFIG_VALUE))
                .hasMessageContaining("build.version")
                .hasMessageContaining("AIOPS__BUILD__VERSION");
        assertThatThrownBy(() ->
                        resolver.get(ConfigKey.text("database.url").pattern("x").build()))
                .hasMessageContaining("DATABASE_URL")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aKeyThatIsNotDeclaredBringsItsOwnDefault() {
        ConfigResolver resolver = open(List.of(), Map.of());
        ConfigKey<Integer> own = ConfigKey.integer("own.size").orElse(3).build();

        assertThat(resolver.get(own)).isEqualTo(3);
        assertThat(resolver.find("own.size", ConfigContext.SYSTEM)).isEmpty();
        assertThat(resolver.get(ConfigKey.integer("server.port").orElse(1).build()))
                .as("the declared default counts")
                .isEqualTo(8080);
    }

    @Test
    void theValueSoFarIsKnownBeforeAnythingIsChecked() {
        ConfigResolverBuilder builder = ConfigResolver.builder(KNOWN)
                .arguments(List.of("--nope=1", "--service.root.dir=/x"))
                .environment(Map.of("AIOPS__SERVER__PORT", "many"));

        assertThat(builder.peek("home.dir")).contains("/x");
        assertThat(builder.peek("database.url")).isEmpty();
        assertThatThrownBy(builder::open).hasMessageContaining("--nope");
    }

    @Test
    void twoResolversInOneProgramShareNothing() {
        ConfigResolver one = open(List.of("--server.port=1"), Map.of());
        ConfigResolver two = open(List.of("--server.port=2"), Map.of());

        assertThat(one.get(PORT)).isEqualTo(1);
        assertThat(two.get(PORT)).isEqualTo(2);
        one.close();
        assertThat(two.get(PORT)).isEqualTo(2);
    }

    private ConfigResolver open(List<String> arguments, Map<String, String> environment) {
        return open(arguments, environment, builder -> builder);
    }

    private ConfigResolver open(
            List<String> arguments, Map<String, String> environment, UnaryOperator<ConfigResolverBuilder> more) {
        return more.apply(ConfigResolver.builder(KNOWN)
                        .arguments(arguments)
                        .environment(environment)
                        .file(file)
                        .envFile(envFile))
                .open();
    }
}
