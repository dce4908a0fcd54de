package io.aiops.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiops.config.ConfigContext;
import io.aiops.config.ConfigEvent;
import io.aiops.config.ConfigFilter;
import io.aiops.config.ConfigHealth;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigSecrets;
import io.aiops.config.ConfigSubscription;
import io.aiops.config.ConfigValue;
import io.aiops.config.EntryStatus;
import io.aiops.config.JsonValue;
import io.aiops.secret.EncryptionKey;
import io.aiops.secret.Keyring;
import io.aiops.secret.SecretCipher;
import io.aiops.service.ServiceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is promised to listeners. */
class ConfigListenersTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final ConfigFilter PORT = ConfigFilter.key(Keys.PORT);

    private final MemoryConfigStore store = new MemoryConfigStore();
    private final StoreWriter writer = new StoreWriter(store);
    private final ConfigSecrets secrets = new ConfigSecrets(
            SecretCipher.of(() -> new Keyring(List.of(EncryptionKey.of("k", "A".repeat(43) + "=")))), "test");
    private final List<ConfigEvent> events = new CopyOnWriteArrayList<>();
    private ConfigResolver resolver;

    @BeforeEach
    void open() {
        resolver = ConfigResolver.builder(Keys.ALL)
                .environment(Map.of("AIOPS__SERVICES__SHADOWED__SERVICE__PORT", "5"))
                .store(store)
                .secrets(secrets)
                .pollInterval(Duration.ofHours(1))
                .open();
    }

    @AfterEach
    void close() {
        resolver.close();
    }

    @Test
    void aChangeIsToldWithWhatWasAndWhatIs() {
        resolver.subscribe(PORT, events::add);
        put(Keys.SYSTEM_PORT, 1);

        await().atMost(LIMIT).until(() -> events.size() == 1);
        assertThat(events.get(0).revision()).isEqualTo(1);
        assertThat(events.get(0).changes()).singleElement().satisfies(change -> {
            assertThat(change.key()).isEqualTo("service.port");
            assertThat(change.context()).isEqualTo(ConfigContext.SYSTEM);
            assertThat(change.before().map(ConfigValue::value)).contains(JsonValue.of(8000));
            assertThat(change.after().map(ConfigValue::value)).contains(JsonValue.of(1));
        });
    }

    @Test
    void aDeleteRevealsTheLowerLayerAndIsTold() {
        put(Keys.SYSTEM_PORT, 1);
        put(Keys.TEXT_PORT, 2);
        resolver.subscribe(PORT.in(Keys.OF_TEXT), events::add);
        writer.delete(Keys.TEXT_PORT);
        resolver.refresh();
        await().atMost(LIMIT).until(() -> events.size() == 1);
        assertThat(after(0)).isEqualTo(1);

        writer.delete(Keys.SYSTEM_PORT);
        resolver.refresh();
        await().atMost(LIMIT).until(() -> events.size() == 2);
        assertThat(after(1)).isEqualTo(8000);
    }

    @Test
    void whatIsHiddenInvalidOrTheSameIsNotTold() {
        ConfigContext shadowed = ConfigContext.of(ServiceId.of("shadowed"));
        resolver.subscribe(PORT.in(shadowed, ConfigContext.SYSTEM, Keys.OF_TEXT), events::add);
        put(new ConfigId(ConfigScope.of(ServiceId.of("shadowed")), "service.port"), 7);
        put(Keys.SYSTEM_PORT, 70_000);
        put(Keys.SYSTEM_PORT, 8000);
        put(Keys.USER_PORT, 1);
        writer.put(Keys.TEXT_PORT, 9, EntryStatus.DISABLED);
        resolver.refresh();
        put(ConfigId.system("service.portal"), 1);
        put(Keys.SYSTEM_PORT, 3);

        await().atMost(LIMIT).until(() -> events.size() == 1);
        assertThat(events.get(0).changes())
                .extracting(ConfigEvent.Change::context)
                .containsExactlyInAnyOrder(ConfigContext.SYSTEM, Keys.OF_TEXT);
    }

    @Test
    void aPrefixMatchesWholeSegments() {
        assertThat(ConfigFilter.under("db").matches("db.port")).isTrue();
        assertThat(ConfigFilter.under("db").matches("db")).isTrue();
        assertThat(ConfigFilter.under("db.po").matches("db.port")).isFalse();
        assertThat(ConfigFilter.under("db").matches("dbs.port")).isFalse();
        assertThat(ConfigFilter.under("db").matches("db-x.port")).isFalse();
        assertThat(ConfigFilter.keys("db.port").matches("db.port.x")).isFalse();

        resolver.subscribe(ConfigFilter.under("pair"), events::add);
        put(ConfigId.system("pairs"), 1);
        writer.putAll(Map.of(ConfigId.system("pair.left"), 1, ConfigId.system("title"), "x"));
        resolver.refresh();
        await().atMost(LIMIT).until(() -> events.size() == 1);
        assertThat(events.get(0).changes()).extracting(ConfigEvent.Change::key).containsExactly("pair.left");
    }

    @Test
    void everywhereIsEverybodyAndAllForWhomValuesAreStored() {
        resolver.subscribe(PORT.everywhere(), events::add);
        put(Keys.TEXT_PORT, 2);
        await().atMost(LIMIT).until(() -> events.size() == 1);
        assertThat(events.get(0).changes())
                .extracting(ConfigEvent.Change::context)
                .containsExactly(Keys.OF_TEXT);
        writer.delete(Keys.TEXT_PORT);
        resolver.refresh();
        await().atMost(LIMIT).until(() -> events.size() == 2);
        assertThat(after(1)).isEqualTo(8000);
    }

    @Test
    void theRevisionGrowsFromCallToCallAndTwoCallsNeverOverlap() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean overlapped = new AtomicBoolean();
        AtomicBoolean behind = new AtomicBoolean();
        resolver.subscribe(PORT, event -> {
            overlapped.compareAndSet(false, inside.incrementAndGet() > 1);
            int now = resolver.get(Keys.PORT);
            int told = (Integer)
                    event.changes().get(0).after().orElseThrow().value().toJava();
            behind.compareAndSet(false, now < told || resolver.revision() < event.revision());
            events.add(event);
            inside.decrementAndGet();
        });
        List<CompletableFuture<Void>> writing = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            writing.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 250; i++) {
                    synchronized (writer) {
                        writer.put(Keys.SYSTEM_PORT, 1 + (int) store.position().revision());
                    }
                    resolver.refresh();
                }
            }));
        }
        for (CompletableFuture<Void> each : writing) {
            each.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        await().atMost(LIMIT)
                .until(() -> !events.isEmpty() && events.get(events.size() - 1).revision() == 1000);
        assertThat(events.stream().map(ConfigEvent::revision).toList())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(overlapped).isFalse();
        assertThat(behind).as("a read inside a call was older than the event").isFalse();
    }

    @Test
    void aListenerThatThrowsStopsNoOtherAndIsCalledAgainWithTheNewestState() {
        AtomicInteger calls = new AtomicInteger();
        AtomicReference<Object> last = new AtomicReference<>();
        resolver.subscribe(PORT, event -> {
            if (calls.incrementAndGet() <= 2) {
                throw new IllegalStateException("not yet");
            }
            last.set(event.changes().get(0).after().orElseThrow().value().toJava());
        });
        resolver.subscribe(PORT, events::add);
        put(Keys.SYSTEM_PORT, 1);
        put(Keys.SYSTEM_PORT, 2);

        await().atMost(LIMIT).until(() -> Integer.valueOf(2).equals(last.get()));
        await().atMost(LIMIT)
                .until(() -> !events.isEmpty() && events.get(events.size() - 1).revision() == 2);
        assertThat(resolver.health().state()).isEqualTo(ConfigHealth.State.OK);
    }

    @Test
    void aListenerThatKeepsThrowingIsParkedShownInHealthAndTriedAtTheNextChange() {
        AtomicBoolean broken = new AtomicBoolean(true);
        AtomicInteger calls = new AtomicInteger();
        ConfigSubscription subscription = resolver.subscribe(PORT, event -> {
            calls.incrementAndGet();
            if (broken.get()) {
                throw new AssertionError("never");
            }
            events.add(event);
        });
        put(Keys.SYSTEM_PORT, 1);
        await().atMost(LIMIT).until(subscription::isParked);
        assertThat(resolver.health().troubledListeners())
                .singleElement()
                .asString()
                .contains("service.port");
        assertThat(resolver.health().state()).isEqualTo(ConfigHealth.State.DEGRADED);

        int before = calls.get();
        CountDownLatch told = new CountDownLatch(1);
        resolver.subscribe(ConfigFilter.keys("title"), event -> told.countDown());
        put(ConfigId.system("title"), "x");
        await().atMost(LIMIT).until(() -> told.getCount() == 0);
        assertThat(calls.get()).as("a change of another key").isEqualTo(before);

        broken.set(false);
        put(Keys.SYSTEM_PORT, 2);
        await().atMost(LIMIT).until(() -> events.size() == 1);
        assertThat(events.get(0).changes().get(0).before().orElseThrow().value())
                .isEqualTo(JsonValue.of(8000));
        await().atMost(LIMIT).until(() -> resolver.health().state() == ConfigHealth.State.OK);
    }

    @Test
    void aSlowListenerDelaysNoOtherListenerNoReadAndNoWrite() {
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger slowCalls = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            resolver.subscribe(PORT, event -> {
                slowCalls.incrementAndGet();
                awaitLatch(slow);
            });
        }
        resolver.subscribe(PORT, events::add);
        for (int i = 1; i <= 20; i++) {
            put(Keys.SYSTEM_PORT, i);
            int expected = i;
            await().atMost(LIMIT).until(() -> !events.isEmpty() && after(events.size() - 1) == expected);
            assertThat(resolver.get(Keys.PORT)).isEqualTo(i);
        }
        assertThat(slowCalls.get()).isEqualTo(10);
        slow.countDown();
        // What came meanwhile arrives as one.
        await().atMost(LIMIT).until(() -> slowCalls.get() == 20);
    }

    @Test
    void subscribingAndThenReadingLeavesNoGap() throws Exception {
        AtomicBoolean ends = new AtomicBoolean();
        CompletableFuture<Integer> writing = CompletableFuture.supplyAsync(() -> {
            int i = 0;
            while (!ends.get() && i < 60_000) {
                i++;
                put(Keys.SYSTEM_PORT, i);
            }
            return i;
        });
        Map<Integer, AtomicInteger> known = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            AtomicInteger value = new AtomicInteger();
            known.put(i, value);
            ConfigSubscription subscription = resolver.subscribe(
                    PORT,
                    event -> value.accumulateAndGet(
                            (Integer) event.changes()
                                    .get(0)
                                    .after()
                                    .orElseThrow()
                                    .value()
                                    .toJava(),
                            Math::max));
            value.accumulateAndGet(port(), Math::max);
            if (i % 10 != 0) {
                subscription.close();
                known.remove(i);
            }
        }
        ends.set(true);
        int last = writing.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        await().atMost(LIMIT).until(() -> known.values().stream().allMatch(value -> value.get() == last));
    }

    /** The port as it is; the default counts as nothing written yet. */
    private int port() {
        return resolver.find("service.port", ConfigContext.SYSTEM).orElseThrow().revision() == 0
                ? 0
                : resolver.get(Keys.PORT);
    }

    @Test
    void closingFromInsideACallDoesNotDeadlock() {
        AtomicReference<ConfigSubscription> self = new AtomicReference<>();
        CountDownLatch subscribed = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        self.set(resolver.subscribe(PORT, event -> {
            awaitLatch(subscribed);
            self.get().close();
            calls.incrementAndGet();
        }));
        subscribed.countDown();
        put(Keys.SYSTEM_PORT, 1);
        await().atMost(LIMIT).until(() -> calls.get() == 1);
        put(Keys.SYSTEM_PORT, 2);
        CountDownLatch other = new CountDownLatch(1);
        resolver.subscribe(ConfigFilter.key(Keys.LEFT), event -> other.countDown());
        put(ConfigId.system("pair.left"), 1);
        awaitLatch(other);
        assertThat(calls.get()).isEqualTo(1);
    }

    @Test
    void closingTheResolverFromInsideACallDoesNotDeadlock() {
        CountDownLatch closed = new CountDownLatch(1);
        resolver.subscribe(PORT, event -> {
            resolver.close();
            closed.countDown();
        });
        put(Keys.SYSTEM_PORT, 1);
        awaitLatch(closed);
    }

    @Test
    void closingWaitsForARunningCall() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicBoolean finished = new AtomicBoolean();
        ConfigSubscription subscription = resolver.subscribe(PORT, event -> {
            running.countDown();
            awaitLatch(released);
            finished.set(true);
        });
        put(Keys.SYSTEM_PORT, 1);
        awaitLatch(running);
        AtomicBoolean waited = new AtomicBoolean();
        Thread closer = new Thread(() -> {
            subscription.close();
            waited.set(finished.get());
        });
        closer.start();
        await().atMost(LIMIT)
                .until(() -> closer.getState() == Thread.State.TIMED_WAITING
                        || closer.getState() == Thread.State.TERMINATED);
        assertThat(finished).isFalse();
        released.countDown();
        await().atMost(LIMIT).until(() -> !closer.isAlive());
        assertThat(waited).isTrue();
    }

    @Test
    void writingFromInsideACallDoesNotDeadlock() {
        resolver.subscribe(ConfigFilter.key(Keys.LEFT), event -> {
            long revision = writer.put(ConfigId.system("pair.right"), 5);
            resolver.awaitRevision(revision, LIMIT);
            assertThat(resolver.get(Keys.RIGHT)).isEqualTo(5);
            events.add(event);
        });
        put(ConfigId.system("pair.left"), 1);

        await().atMost(LIMIT).until(() -> events.size() == 1);
        assertThat(resolver.get(Keys.RIGHT)).isEqualTo(5);
    }

    @Test
    void aSecretArrivesMaskedAndIsReadThroughItsHandle() {
        AtomicReference<String> read = new AtomicReference<>();
        resolver.subscribe(ConfigFilter.key(Keys.TOKEN), event -> {
            read.set(resolver.handle(Keys.TOKEN).get().reveal());
            events.add(event);
        });
        writer.putSecret(ConfigId.system("gitea.access-token"), "hunter2", secrets);
        resolver.refresh();

        await().atMost(LIMIT).until(() -> events.size() == 1);
        assertThat(read).hasValue("hunter2");
        assertThat(events.get(0).toString())
                .contains("***")
                .doesNotContain("hunter2")
                .doesNotContain("default-token");
    }

    @Test
    void aSecretThatIsOnlyEncryptedAnewIsNotTold() {
        ConfigId id = ConfigId.system("gitea.access-token");
        io.aiops.config.StoredValue.Sealed sealed = secrets.seal(id, JsonValue.of("hunter2"));
        writer.putSealed(id, sealed);
        resolver.refresh();
        resolver.subscribe(ConfigFilter.under("gitea"), events::add);
        writer.putSealed(id, secrets.reseal(id, sealed));
        resolver.refresh();
        put(ConfigId.system("gitea.other"), 1);

        await().atMost(LIMIT).until(() -> events.size() == 1);
        assertThat(events.get(0).changes()).extracting(ConfigEvent.Change::key).containsExactly("gitea.other");
    }

    @Test
    void aListenerSeesTheClassesOfWhoeverSubscribed() {
        ClassLoader mine =
                new java.net.URLClassLoader(new java.net.URL[0], getClass().getClassLoader());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        try {
            Thread.currentThread().setContextClassLoader(mine);
            resolver.subscribe(PORT, event -> seen.set(Thread.currentThread().getContextClassLoader()));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        put(Keys.SYSTEM_PORT, 1);
        await().atMost(LIMIT).until(() -> seen.get() == mine);
    }

    private void put(ConfigId id, Object value) {
        writer.put(id, value);
        resolver.refresh();
    }

    private int after(int event) {
        return (Integer)
                events.get(event).changes().get(0).after().orElseThrow().value().toJava();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
