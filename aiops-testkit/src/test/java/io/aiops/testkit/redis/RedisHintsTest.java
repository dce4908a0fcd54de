package io.aiops.testkit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aiops.config.ChangeHints;
import io.aiops.config.StorePosition;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.redis.RedisHints;
import io.aiops.service.Secret;
import io.aiops.testkit.backend.Backend;
import io.aiops.testkit.backend.RequiresBackend;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

@RequiresBackend(Backend.REDIS)
class RedisHintsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String PASSWORD = "hush-4711";
    private static final StorePosition POSITION = new StorePosition(new UUID(1, 2), 7);

    private final AtomicInteger woken = new AtomicInteger();
    private RedisServer redis;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        redis = new RedisServer(folder, PASSWORD);
    }

    @AfterEach
    void kill() throws Exception {
        redis.close();
    }

    @Test
    void anAnnouncementWakesOthersOfTheEnvironmentAndCarriesNoValues() {
        AtomicInteger foreign = new AtomicInteger();
        List<String> messages = new CopyOnWriteArrayList<>();
        try (ChangeHints teller = hints("");
                ChangeHints hearer = hints("");
                ChangeHints other = hints("test");
                Jedis eavesdropper = new Jedis("127.0.0.1", redis.port())) {
            eavesdropper.auth(PASSWORD);
            teller.start(() -> {});
            hearer.start(woken::incrementAndGet);
            other.start(foreign::incrementAndGet);
            awaitConnected(teller, hearer, other);
            JedisPubSub listening = new JedisPubSub() {
                @Override
                public void onSubscribe(String channel, int subscribedChannels) {
                    teller.announce(POSITION);
                }

                @Override
                public void onMessage(String channel, String message) {
                    messages.add(message);
                    unsubscribe();
                }
            };

            eavesdropper.subscribe(listening, RedisHints.CHANNEL);

            awaitWoken(2);
            assertThat(messages).containsExactly(" " + POSITION.epoch() + " 7");
            other.announce(POSITION);
            teller.announce(POSITION);
            awaitWoken(3);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(foreign).hasValue(2));
            assertThat(woken).hasValue(3);
        }
    }

    @Test
    void aRestartOfRedisWakesForWhatWasMissed() throws Exception {
        try (ChangeHints hints = hints("");
                ChangeHints teller = hints("")) {
            hints.start(woken::incrementAndGet);
            teller.start(() -> {});
            awaitConnected(hints, teller);

            for (int round = 0; round < 2; round++) {
                redis.kill();
                await().atMost(LIMIT).until(() -> !hints.isConnected());
                teller.announce(POSITION);
                int before = woken.get();
                redis.startAgain();
                awaitWoken(before + 1);
            }

            awaitConnected(hints, teller);
            await().atMost(LIMIT).untilAsserted(() -> {
                int before = woken.get();
                teller.announce(POSITION);
                await().atMost(Duration.ofSeconds(2)).until(() -> woken.get() > before);
            });
        }
    }

    @Test
    void announcingNeitherThrowsNorWaitsWhileRedisIsDown() throws Exception {
        try (ChangeHints hints = hints("")) {
            hints.announce(POSITION);
            redis.kill();
            hints.start(woken::incrementAndGet);

            for (int i = 0; i < 100_000; i++) {
                hints.announce(POSITION);
            }

            assertThat(hints.isConnected()).isFalse();
            assertThat(woken).hasValue(0);
        }
    }

    @Test
    void whatIsAnnouncedBeforeTheStartIsTold() {
        try (ChangeHints teller = hints("");
                ChangeHints hearer = hints("")) {
            hearer.start(woken::incrementAndGet);
            awaitConnected(hearer);
            teller.announce(POSITION);
            teller.start(() -> {});

            awaitWoken(2);
        }
    }

    @Test
    void closingEndsThreadsAndConnections() {
        ChangeHints hints = hints("");
        hints.start(woken::incrementAndGet);
        awaitConnected(hints);

        hints.close();
        hints.close();

        assertThat(hints.isConnected()).isFalse();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("aiops-config-hints-of-redis", "aiops-config-news-for-redis");
        try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
            jedis.auth(PASSWORD);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(jedis.clientList()).doesNotContain("name=aiops"));
        }
    }

    @Test
    void anAddressThatIsNoneOrHoldsThePasswordIsRefusedWithoutRepeatingIt() {
        for (String address :
                List.of("http://127.0.0.1", "redis:x", "redis://u:" + PASSWORD + "@127.0.0.1", "redis://127.0.0.1/x")) {
            assertThatThrownBy(() -> new RedisHints(URI.create(address), Optional.empty(), ""))
                    .isInstanceOfSatisfying(AiOpsException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SETTING);
                        assertThat(refused.message()).doesNotContain(PASSWORD);
                    });
        }
    }

    private ChangeHints hints(String environment) {
        return new RedisHints(redis.address(), Optional.of(Secret.of(PASSWORD)), environment);
    }

    private static void awaitConnected(ChangeHints... all) {
        for (ChangeHints each : all) {
            await().atMost(LIMIT).until(each::isConnected);
        }
    }

    private void awaitWoken(int times) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(woken).hasValueGreaterThanOrEqualTo(times));
    }
}
