package io.aiops.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aiops.config.ConfigContext;
import io.aiops.config.ConfigHandle;
import io.aiops.config.ConfigHealth;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigResolverBuilder;
import io.aiops.config.ConfigValue;
import io.aiops.config.ConfigView;
import io.aiops.config.StartPolicy;
import io.aiops.config.StorePosition;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.testkit.clock.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a resolver keeps up with its store, and what it does when it cannot. */
class FollowingTheStoreTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final MemoryConfigStore store = new MemoryConfigStore();
    private final WatchedStore watched = new WatchedStore(store);
    private final StoreWriter writer = new StoreWriter(store);
    private final List<ConfigResolver> opened = new ArrayList<>();

    @AfterEach
    void close() {
        store.comeBack();
        opened.forEach(ConfigResolver::close);
    }

    @Test
    void valuesWrittenTogetherAreSeenTogether() throws Exception {
        ConfigResolver resolver = open(Duration.ofMillis(1));
        AtomicBoolean ends = new AtomicBoolean();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            for (int i = 1; !ends.get(); i++) {
                writer.putAll(Map.of(ConfigId.system("pair.left"), i, ConfigId.system("pair.right"), i));
                resolver.refresh();
            }
        });
        int seen = 0;
        for (int i = 0; i < 200_000 || seen < 50; i++) {
            // Right is read between two reads of left: had right changed alone, left would have been the same before
            // it.
            int before = resolver.get(Keys.LEFT);
            int right = resolver.get(Keys.RIGHT);
            int after = resolver.get(Keys.LEFT);
            assertThat(right).isBetween(before, after);
            seen += before == after ? 0 : 1;
            if (i > 50_000_000) {
                break;
            }
        }
        ends.set(true);
        writing.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void oneSnapshotOfTwoKeysIsNeverTorn() throws Exception {
        ConfigResolver resolver = open(Duration.ofMillis(1));
        AtomicBoolean ends = new AtomicBoolean();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            for (int i = 1; !ends.get(); i++) {
                writer.putAll(Map.of(ConfigId.system("pair.left"), i, ConfigId.system("pair.right"), i));
                resolver.refresh();
            }
        });
        for (int i = 0; i < 5_000; i++) {
            Map<String, ConfigValue> values = resolver.values(ConfigContext.SYSTEM).stream()
                    .collect(Collectors.toMap(ConfigValue::key, value -> value));
            assertThat(values.get("pair.left").value())
                    .isEqualTo(values.get("pair.right").value());
        }
        ends.set(true);
        writing.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aLateAnswerCannotReplaceANewerSnapshot() throws Exception {
        ConfigResolver resolver = open(Duration.ofHours(1));
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        watched.readOnItsWay = () -> {
            if (first.getAndSet(false)) {
                read.countDown();
                awaitLatch(released);
            }
        };
        writer.put(Keys.SYSTEM_PORT, 1);
        CompletableFuture<Void> late = CompletableFuture.runAsync(resolver::refresh);
        awaitLatch(read);
        writer.put(Keys.SYSTEM_PORT, 2);
        resolver.refresh();
        assertThat(resolver.get(Keys.PORT)).isEqualTo(2);
        released.countDown();
        late.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

        assertThat(resolver.get(Keys.PORT)).isEqualTo(2);
        assertThat(resolver.revision()).isEqualTo(2);
    }

    @Test
    void everyWayOfReadingSeesAReload() {
        ConfigResolver resolver = open(Duration.ofHours(1));
        ConfigView system = resolver.view(ConfigContext.SYSTEM);
        ConfigView service = resolver.view(Keys.OF_TEXT);
        ConfigHandle<Integer> handle = resolver.handle(Keys.PORT);
        ConfigHandle<Integer> serviceHandle = service.handle(Keys.PORT);
        for (int port : List.of(1, 2, 3)) {
            writer.put(Keys.SYSTEM_PORT, port);
            resolver.refresh();
            assertThat(resolver.get(Keys.PORT)).isEqualTo(port);
            assertThat(resolver.find(Keys.PORT)).contains(port);
            assertThat(resolver.get(Keys.PORT, Keys.OF_TEXT)).isEqualTo(port);
            assertThat(system.get(Keys.PORT)).isEqualTo(port);
            assertThat(service.find(Keys.PORT)).contains(port);
            assertThat(handle.get()).isEqualTo(port);
            assertThat(handle.find()).contains(port);
            assertThat(serviceHandle.get()).isEqualTo(port);
            assertThat(resolver.find("service.port", Keys.OF_TEXT)
                            .orElseThrow()
                            .value()
                            .toJava())
                    .isEqualTo(port);
            assertThat(resolver.explain("service.port", Keys.OF_TEXT)
                            .winner()
                            .orElseThrow()
                            .shown()
                            .orElseThrow()
                            .toJava())
                    .isEqualTo(port);
            assertThat(resolver.values(Keys.OF_TEXT))
                    .anyMatch(value -> value.key().equals("service.port")
                            && Integer.valueOf(port).equals(value.value().toJava()));
        }
        writer.delete(Keys.SYSTEM_PORT);
        resolver.refresh();
        assertThat(handle.get()).isEqualTo(8000);
        assertThat(service.get(Keys.PORT)).isEqualTo(8000);
    }

    @Test
    void aReadAllocatesNothingAnew() {
        writer.put(ConfigId.system("title"), "a");
        ConfigResolver resolver = open(Duration.ofHours(1));

        assertThat(resolver.get(Keys.TITLE)).isSameAs(resolver.get(Keys.TITLE));
        assertThat(resolver.find(Keys.TITLE)).isSameAs(resolver.find(Keys.TITLE));
        assertThat(resolver.handle(Keys.TITLE).find()).isSameAs(resolver.find(Keys.TITLE));
    }

    @Test
    void aHintBringsAChangeBeforeThePollDoes() {
        SpokenHints hints = new SpokenHints();
        ConfigResolver resolver = open(Duration.ofHours(1), builder -> builder.hints(List.of(hints)));
        writer.put(Keys.SYSTEM_PORT, 1);
        hints.speak();

        await().atMost(LIMIT).until(() -> resolver.get(Keys.PORT) == 1);
    }

    @Test
    void aLostHintIsHealedByThePoll() {
        SpokenHints deaf = new SpokenHints();
        deaf.connected = false;
        ConfigResolver resolver = open(Duration.ofMillis(20), builder -> builder.hints(List.of(deaf)));
        assertThat(resolver.health().state()).isEqualTo(ConfigHealth.State.DEGRADED);
        assertThat(resolver.health().disconnectedHints()).containsExactly("spoken hints");
        writer.put(Keys.SYSTEM_PORT, 1);

        await().atMost(LIMIT).until(() -> resolver.get(Keys.PORT) == 1);
        deaf.connected = true;
        assertThat(resolver.health().state()).isEqualTo(ConfigHealth.State.OK);
    }

    @Test
    void anOwnWriteIsReadOnceAndCausesNoFurtherReload() {
        SpokenHints hints = new SpokenHints();
        ConfigResolver resolver = open(Duration.ofHours(1), builder -> builder.hints(List.of(hints)));
        int readsBefore = watched.reads.get();
        long revision = writer.put(Keys.SYSTEM_PORT, 1);
        resolver.awaitRevision(revision, LIMIT);
        int positions = watched.positions.get();
        hints.speak();

        await().atMost(LIMIT).until(() -> watched.positions.get() > positions);
        assertThat(resolver.get(Keys.PORT)).isEqualTo(1);
        assertThat(watched.reads.get() - readsBefore).isEqualTo(1);
    }

    @Test
    void aWriterReadsWhatItWrote() {
        ConfigResolver resolver = open(Duration.ofHours(1));
        for (int i = 1; i < 50; i++) {
            resolver.awaitRevision(writer.put(Keys.SYSTEM_PORT, i), LIMIT);
            assertThat(resolver.get(Keys.PORT)).isEqualTo(i);
        }
        assertThatThrownBy(() -> resolver.awaitRevision(1_000, Duration.ofMillis(50)))
                .isInstanceOfSatisfying(
                        AiOpsException.class, late -> assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED))
                .hasMessageContaining("1000");
    }

    @Test
    void aLowerRevisionOfTheSameEpochIsIgnoredAndInTheEndShownInHealth() {
        ConfigResolver resolver = open(Duration.ofHours(1));
        writer.put(Keys.SYSTEM_PORT, 1);
        writer.put(Keys.SYSTEM_PORT, 2);
        resolver.refresh();
        watched.positionOnItsWay = position -> new StorePosition(position.epoch(), 1);
        resolver.refresh();
        assertThat(resolver.get(Keys.PORT)).isEqualTo(2);
        assertThat(resolver.health().alarms()).isEmpty();
        for (int i = 0; i < 5; i++) {
            resolver.refresh();
        }
        assertThat(resolver.get(Keys.PORT)).isEqualTo(2);
        assertThat(resolver.health().alarms())
                .singleElement()
                .asString()
                .contains("revision 1")
                .contains("revision 2");

        watched.positionOnItsWay = position -> position;
        resolver.refresh();
        assertThat(resolver.health().alarms()).isEmpty();
    }

    @Test
    void aNewEpochIsLoadedEvenWithALowerRevision() {
        ConfigResolver resolver = open(Duration.ofHours(1));
        writer.put(Keys.SYSTEM_PORT, 1);
        writer.put(Keys.SYSTEM_PORT, 2);
        writer.put(ConfigId.system("title"), "x");
        resolver.refresh();
        store.restore(1);
        resolver.refresh();

        assertThat(resolver.get(Keys.PORT)).isEqualTo(1);
        assertThat(resolver.find(Keys.TITLE)).isEmpty();
        assertThat(resolver.revision()).isEqualTo(1);
    }

    @Test
    void manyChangesAtOnceAreLoadedAsAWhole() {
        ConfigResolver resolver = open(Duration.ofHours(1));
        for (int i = 0; i < 1_200; i++) {
            writer.put(ConfigId.system("free.k" + i), i);
        }
        writer.delete(ConfigId.system("free.k7"));
        resolver.refresh();

        assertThat(resolver.entries()).hasSize(1_199);
        assertThat(resolver.find("free.k7", ConfigContext.SYSTEM)).isEmpty();
    }

    @Test
    void whileTheDatabaseIsDownReadsGoOnWithoutItAndAreMarkedStale() {
        ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        writer.put(Keys.SYSTEM_PORT, 1);
        ConfigResolver resolver = open(Duration.ofHours(1), builder -> builder.clock(clock));
        ConfigHandle<Integer> handle = resolver.handle(Keys.PORT);
        store.goDown();
        assertThatThrownBy(resolver::refresh)
                .isInstanceOfSatisfying(
                        AiOpsException.class,
                        down -> assertThat(down.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
        clock.advance(Duration.ofMinutes(5));
        assertThatThrownBy(resolver::refresh).isInstanceOf(AiOpsException.class);
        int calls = watched.positions.get() + watched.reads.get();
        Object same = resolver.find(Keys.PORT);
        for (int i = 0; i < 100_000; i++) {
            assertThat(handle.get() == 1 && resolver.get(Keys.PORT) == 1 && resolver.find(Keys.PORT) == same)
                    .isTrue();
        }
        assertThat(watched.positions.get() + watched.reads.get()).isEqualTo(calls);
        assertThat(resolver.find("service.port", ConfigContext.SYSTEM)
                        .orElseThrow()
                        .stale())
                .isTrue();
        assertThat(resolver.explain("service.port", ConfigContext.SYSTEM).stale())
                .isTrue();
        assertThat(resolver.health().state()).isEqualTo(ConfigHealth.State.STALE);
        assertThat(resolver.health().staleSince()).contains(Instant.parse("2026-01-01T00:00:00Z"));

        store.comeBack();
        resolver.refresh();
        assertThat(resolver.find("service.port", ConfigContext.SYSTEM)
                        .orElseThrow()
                        .stale())
                .isFalse();
        assertThat(resolver.health().state()).isEqualTo(ConfigHealth.State.OK);
    }

    @Test
    void thePollerNoticesByItselfThatTheDatabaseIsBack() {
        ConfigResolver resolver = open(Duration.ofMillis(20));
        store.goDown();
        await().atMost(LIMIT).until(() -> resolver.health().state() == ConfigHealth.State.STALE);
        store.comeBack();
        writer.put(Keys.SYSTEM_PORT, 1);
        await().atMost(LIMIT).until(() -> resolver.get(Keys.PORT) == 1);
        assertThat(resolver.health().state()).isEqualTo(ConfigHealth.State.OK);
    }

    @Test
    void aStoreThatHangsHoldsUpNeitherReadsNorTheEnd() {
        CountDownLatch never = new CountDownLatch(1);
        ConfigResolver resolver = open(Duration.ofMillis(10));
        CountDownLatch hangs = new CountDownLatch(1);
        watched.positionOnItsWay = position -> {
            hangs.countDown();
            try {
                never.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            return position;
        };
        awaitLatch(hangs);
        assertThat(resolver.get(Keys.PORT)).isEqualTo(8000);
        resolver.close();
        assertThat(resolver.get(Keys.PORT)).isEqualTo(8000);
    }

    @Test
    void withoutADatabaseAndWithoutALastKnownGoodFileAStartFails() {
        store.goDown();
        for (StartPolicy policy : List.of(StartPolicy.FAIL_FAST, StartPolicy.LAST_KNOWN_GOOD)) {
            assertThatThrownBy(() -> open(Duration.ofHours(1), builder -> builder.whenStoreIsDown(policy)))
                    .isInstanceOfSatisfying(
                            AiOpsException.class,
                            down -> assertThat(down.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
        }
    }

    @Test
    void closingLeavesNoThreadAndClosesTheHints() {
        Set<Thread> before = ours();
        SpokenHints hints = new SpokenHints();
        ConfigResolver resolver = open(Duration.ofMillis(5), builder -> builder.hints(List.of(hints)));
        resolver.subscribe(io.aiops.config.ConfigFilter.allKeys(), event -> {});
        writer.put(Keys.SYSTEM_PORT, 1);
        await().atMost(LIMIT).until(() -> resolver.get(Keys.PORT) == 1);
        resolver.close();
        resolver.close();

        assertThat(hints.closed).isTrue();
        await().atMost(LIMIT).until(() -> before.containsAll(ours()));
        int positions = watched.positions.get();
        hints.speak();
        assertThat(watched.positions.get()).isEqualTo(positions);
        assertThat(store.position().revision())
                .as("the store is not ours to close")
                .isEqualTo(1);
    }

    @Test
    void aStartThatFailsLeavesNothingBehind() {
        Set<Thread> before = ours();
        SpokenHints hints = new SpokenHints();
        store.goDown();
        assertThatThrownBy(() -> open(Duration.ofMillis(5), builder -> builder.hints(List.of(hints))))
                .isInstanceOf(AiOpsException.class);

        assertThat(hints.closed).isTrue();
        await().atMost(LIMIT).until(() -> before.containsAll(ours()));
    }

    @Test
    void twoResolversOfTwoStoresShareNothing() {
        MemoryConfigStore other = new MemoryConfigStore();
        ConfigResolver one = open(Duration.ofHours(1));
        try (ConfigResolver two = ConfigResolver.builder(Keys.ALL).store(other).open()) {
            writer.put(Keys.SYSTEM_PORT, 1);
            new StoreWriter(other).put(Keys.SYSTEM_PORT, 2);
            one.refresh();
            two.refresh();
            assertThat(one.get(Keys.PORT)).isEqualTo(1);
            assertThat(two.get(Keys.PORT)).isEqualTo(2);
        }
        one.refresh();
    }

    private static Set<Thread> ours() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().startsWith("aiops-config"));
        return threads;
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private ConfigResolver open(Duration interval) {
        return open(interval, builder -> builder);
    }

    private ConfigResolver open(Duration interval, java.util.function.UnaryOperator<ConfigResolverBuilder> more) {
        ConfigResolver resolver = more.apply(
                        ConfigResolver.builder(Keys.ALL).store(watched).pollInterval(interval))
                .open();
        opened.add(resolver);
        return resolver;
    }
}
