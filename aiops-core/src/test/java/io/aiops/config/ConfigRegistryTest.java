package io.aiops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.service.ServiceId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigRegistryTest {

    private static final ConfigKey<Integer> PORT =
            ConfigKey.integer("server.port").variable("PORT").build();
    private static final ConfigKey<String> HOME =
            ConfigKey.text("home.dir").alias("service.root.dir").build();

    @Test
    void aKeyIsFoundByItsNameAndItsAliases() {
        ConfigRegistry registry = ConfigRegistry.builder().add(PORT, HOME).build();

        assertThat(registry.find("home.dir")).contains(HOME);
        assertThat(registry.find("service.root.dir")).contains(HOME);
        assertThat(registry.find("home")).isEmpty();
        assertThat(registry.keys()).containsExactly(HOME, PORT);
    }

    @Test
    void twoKeysOfOneNameAreRefusedAndBothAreNamed() {
        assertThatThrownBy(() -> ConfigRegistry.builder()
                        .add(PORT, ConfigKey.text("server.port").build())
                        .build())
                .hasMessageContaining("server.port belongs to two");
        assertThatThrownBy(() -> ConfigRegistry.builder()
                        .add(HOME, ConfigKey.text("service.root.dir").build())
                        .build())
                .hasMessageContaining("home.dir")
                .hasMessageContaining("service.root.dir");
    }

    @Test
    void collidingVariablesAreRefusedAndBothKeysAreNamed() {
        assertThatThrownBy(() -> ConfigRegistry.builder()
                        .add(PORT, ConfigKey.text("other.port").variable("PORT").build())
                        .build())
                .hasMessageContaining("PORT")
                .hasMessageContaining("server.port")
                .hasMessageContaining("other.port");
        assertThatThrownBy(() -> ConfigRegistry.builder()
                        .add(
                                PORT,
                                ConfigKey.text("a")
                                        .variable("AIOPS__SERVER__PORT")
                                        .build())
                        .build())
                .hasMessageContaining("AIOPS__SERVER__PORT");
    }

    @Test
    void aKeyCannotTakeTheVariableOfAService() {
        assertThatThrownBy(() -> ConfigRegistry.builder()
                        .add(ConfigKey.text("a")
                                .variable("AIOPS__SERVICES__X__A")
                                .build())
                        .build())
                .hasMessageContaining("AIOPS__SERVICES__X__A");
    }

    @Test
    void variablesOfDifferentKeysAndServicesAreNeverTheSame() {
        Random random = new Random(42);
        Map<String, String> owners = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String key = key(random);
            ServiceId service = ServiceId.of(key(random).replace('.', '-'));
            assertUnique(owners, ConfigRegistry.variableOf(key), key);
            assertUnique(owners, ConfigRegistry.variableOf(service, key).orElseThrow(), service + " " + key);
        }
    }

    private static void assertUnique(Map<String, String> owners, String variable, String owner) {
        assertThat(variable).matches("AIOPS__[A-Z0-9_]+");
        String other = owners.put(variable, owner);
        assertThat(other == null || other.equals(owner))
                .as("%s of %s and %s", variable, owner, other)
                .isTrue();
    }

    /** Few letters, so that near misses are frequent; never a single word that is reserved. */
    private static String key(Random random) {
        StringBuilder key = new StringBuilder("k");
        int parts = 1 + random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            key.append(random.nextBoolean() ? "." : "-")
                    .append(random.nextInt(3))
                    .append("ab".charAt(random.nextInt(2)));
        }
        return key.toString();
    }

    @Test
    void aServiceWithTwoDashesInARowHasNoVariables() {
        assertThat(ConfigRegistry.variableOf(ServiceId.of("a--b"), "service.port"))
                .isEmpty();
        assertThat(ConfigRegistry.variableOf(ServiceId.of("a-b"), "service.max-batch"))
                .contains("AIOPS__SERVICES__A_B__SERVICE__MAX_BATCH");
    }

    @Test
    void theLanguageOfTheMachineDoesNotChangeAVariable() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertThat(ConfigRegistry.variableOf("service.limit")).isEqualTo("AIOPS__SERVICE__LIMIT");
            try (ConfigResolver resolver = ConfigResolver.builder(ConfigRegistry.builder()
                            .add(ConfigKey.integer("service.limit").build())
                            .build())
                    .environment(Map.of("AIOPS__SERVICE__LIMIT", "1", "AIOPS__SERVICES__MINI__TITLE", "i"))
                    .open()) {
                assertThat(resolver.find("service.limit", ConfigContext.SYSTEM)).isPresent();
                assertThat(resolver.find("title", ConfigContext.of(ServiceId.of("mini"))))
                        .isPresent();
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "db.password",
                "db.old-passwd",
                "gitea.access-token",
                "a.secret",
                "a.credential",
                "a.my-credentials",
                "a.api-key",
                "a.b-access-key",
                "tls.private-key"
            })
    void anUndeclaredKeyIsJudgedByItsLastSegment(String key) {
        assertThat(ConfigRegistry.builder().build().isSensitive(key)).isTrue();
    }

    @Test
    void notEverythingThatSoundsSecretIs() {
        ConfigRegistry registry = ConfigRegistry.builder()
                .add(
                        ConfigKey.text("public.token").build(),
                        ConfigKey.secret("admin.word").build())
                .build();
        for (String key : List.of("public.token", "secret.name", "tokens", "monkey", "a.key", "mytoken")) {
            assertThat(registry.isSensitive(key)).as(key).isFalse();
        }
        assertThat(registry.isSensitive("admin.word")).isTrue();
    }
}
