package io.aiops.testkit.redis;

import static io.aiops.testkit.config.ConfigChanges.commit;
import static io.aiops.testkit.config.ConfigChanges.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiops.config.Author;
import io.aiops.config.ChangeHints;
import io.aiops.config.CommitCheck;
import io.aiops.config.ConfigEditor;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigRegistry;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigSecrets;
import io.aiops.config.ConfigStore;
import io.aiops.config.ConfigWrite;
import io.aiops.config.JsonValue;
import io.aiops.config.StorePosition;
import io.aiops.postgres.PostgresConfigStore;
import io.aiops.redis.RedisHints;
import io.aiops.secret.EncryptionKey;
import io.aiops.secret.Keyring;
import io.aiops.secret.SecretCipher;
import io.aiops.service.Secret;
import io.aiops.testkit.backend.Backend;
import io.aiops.testkit.backend.RequiresBackend;
import io.aiops.testkit.postgres.PostgresExtension;
import io.aiops.testkit.postgres.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;
import redis.clients.jedis.exceptions.JedisException;

@RequiresBackend(Backend.REDIS)
@ExtendWith(PostgresExtension.class)
class RedisChangesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String PASSWORD = "hush-4711";

    @Test
    void aRestartOfRedisLosesNoChange(TestDatabase data, @TempDir Path folder) throws Exception {
        ConfigStore writer = new PostgresConfigStore(data.open(), Clock.systemUTC());
        ConfigStore reader = new PostgresConfigStore(data.open(), Clock.systemUTC());
        AtomicReference<StorePosition> seen = new AtomicReference<>(reader.position());
        AtomicInteger looks = new AtomicInteger();
        try (RedisServer redis = new RedisServer(folder, PASSWORD);
                ChangeHints telling = hints(redis);
                ChangeHints hearing = hints(redis)) {
            telling.start(() -> {});
            hearing.start(() -> {
                looks.incrementAndGet();
                seen.set(reader.position());
            });
            awaitConnected(telling, hearing);
            telling.announce(writer.commit(commit(put(ConfigId.system("a"), 1)), CommitCheck.NONE));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(seen.get().revision()).isEqualTo(1));

            redis.kill();
            telling.announce(writer.commit(commit(put(ConfigId.system("a"), 2)), CommitCheck.NONE));
            redis.startAgain();

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(seen.get().revision()).isEqualTo(2));
            telling.announce(writer.commit(commit(put(ConfigId.system("a"), 3)), CommitCheck.NONE));
            await().atMost(LIMIT).untilAsserted(() -> {
                telling.announce(writer.position());
                assertThat(seen.get().revision()).isEqualTo(3);
            });
        }
    }

    @Test
    void whoHearsItsOwnAnnouncementLooksOnceAndAnnouncesNothing(TestDatabase data, @TempDir Path folder)
            throws Exception {
        ConfigStore store = new PostgresConfigStore(data.open(), Clock.systemUTC());
        AtomicReference<StorePosition> seen = new AtomicReference<>(store.position());
        AtomicInteger looks = new AtomicInteger();
        try (RedisServer redis = new RedisServer(folder, PASSWORD);
                ChangeHints hints = hints(redis)) {
            hints.start(() -> {
                looks.incrementAndGet();
                seen.set(store.position());
            });
            awaitConnected(hints);
            for (int i = 1; i <= 3; i++) {
                StorePosition now = store.commit(commit(put(ConfigId.system("a"), i)), CommitCheck.NONE);
                hints.announce(now);
                await().atMost(LIMIT).untilAsserted(() -> assertThat(seen).hasValue(now));
            }
        }
        assertThat(looks).hasValueLessThanOrEqualTo(4);
    }

    @Test
    void noValueAndNoSecretGoesThroughRedis(TestDatabase data, @TempDir Path folder) throws Exception {
        ConfigStore store = new PostgresConfigStore(data.open(), Clock.systemUTC());
        ConfigSecrets secrets = new ConfigSecrets(
                SecretCipher.of(() -> new Keyring(List.of(EncryptionKey.random("k1")))), store.environment());
        List<String> commands = new CopyOnWriteArrayList<>();
        try (RedisServer redis = new RedisServer(folder, PASSWORD);
                Jedis watched = new Jedis(redis.address());
                ChangeHints hints = hints(redis);
                ConfigResolver resolver = ConfigResolver.builder(
                                ConfigRegistry.builder().build())
                        .store(store)
                        .secrets(secrets)
                        .hints(List.of(hints))
                        .open()) {
            awaitConnected(hints);
            watched.auth(PASSWORD);
            Thread watching = new Thread(
                    () -> {
                        try {
                            watched.monitor(new JedisMonitor() {
                                @Override
                                public void onCommand(String command) {
                                    commands.add(command);
                                }
                            });
                        } catch (JedisException closed) {
                            // the end of the test
                        }
                    },
                    "redis-monitor");
            watching.start();
            ConfigEditor editor = new ConfigEditor(resolver, store, secrets, List.of());
            await().atMost(LIMIT).untilAsserted(() -> {
                editor.write(
                        ConfigWrite.put(ConfigId.system("api.token"), JsonValue.of("canary-1")), Author.of("anna"));
                editor.write(
                        ConfigWrite.put(ConfigId.system("plain.text"), JsonValue.of("canary-2")), Author.of("anna"));
                assertThat(commands).anyMatch(command -> command.contains("\"PUBLISH\""));
            });
            assertThat(String.join("\n", commands)).doesNotContain("canary", "api.token", "plain.text");
            redis.kill();
            watching.join(LIMIT.toMillis());
        }
    }

    private static ChangeHints hints(RedisServer redis) {
        return new RedisHints(redis.address(), Optional.of(Secret.of(PASSWORD)), "");
    }

    private static void awaitConnected(ChangeHints... all) {
        for (ChangeHints each : all) {
            await().atMost(LIMIT).until(each::isConnected);
        }
    }
}
