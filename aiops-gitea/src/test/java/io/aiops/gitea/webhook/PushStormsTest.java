package io.aiops.gitea.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PushStormsTest {

    @Test
    void aHundredPushesWhileOneIsDeployedEndWithTheLastOneOnly() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<Integer> done = new CopyOnWriteArrayList<>();
        try (PushCoalescer<String, Integer> coalescer = new PushCoalescer<>(2, (key, commit) -> {
            begun.countDown();
            awaitQuietly(go);
            done.add(commit);
        })) {
            coalescer.offer("ocr", 0);
            begun.await();
            for (int push = 1; push <= 100; push++) {
                assertThat(coalescer.offer("ocr", push)).isTrue();
            }
            go.countDown();
            await().until(() -> coalescer.pending() == 0);
            assertThat(done).containsExactly(0, 100);
        }
    }

    @Test
    void oneKeyIsNeverWorkedOnTwiceAtOnceAndTheLastOfEveryKeyIsWorkedOn() {
        Map<Integer, AtomicInteger> running = new ConcurrentHashMap<>();
        Map<Integer, Integer> last = new ConcurrentHashMap<>();
        AtomicInteger most = new AtomicInteger();
        try (PushCoalescer<Integer, Integer> coalescer = new PushCoalescer<>(4, (key, commit) -> {
            AtomicInteger inside = running.computeIfAbsent(key, any -> new AtomicInteger());
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            last.put(key, commit);
            inside.decrementAndGet();
        })) {
            for (int push = 0; push < 2000; push++) {
                coalescer.offer(push % 7, push);
            }
            await().until(() -> coalescer.pending() == 0);
        }
        assertThat(most).hasValue(1);
        for (int key = 0; key < 7; key++) {
            int expected = 1999 - Math.floorMod(1999 - key, 7);
            assertThat(last).containsEntry(key, expected);
        }
    }

    @Test
    void workThatFailsDoesNotKeepTheNextFromComing() {
        List<Integer> done = new CopyOnWriteArrayList<>();
        try (PushCoalescer<String, Integer> coalescer = new PushCoalescer<>(1, (key, commit) -> {
            if (commit == 0) {
                throw new IllegalStateException("as the test wants it");
            }
            done.add(commit);
        })) {
            coalescer.offer("a", 0);
            await().until(() -> coalescer.pending() == 0);
            coalescer.offer("a", 1);
            await().until(() -> done.contains(1));
        }
    }

    @Test
    void aClosedOneTakesNothing() {
        PushCoalescer<String, Integer> coalescer = new PushCoalescer<>(1, (key, commit) -> {});
        coalescer.close();
        coalescer.close();
        assertThat(coalescer.offer("a", 1)).isFalse();
    }

    @Test
    void aDeliveryIsNewOnceInTwentyFourHours() {
        MovingClock clock = new MovingClock();
        DeliveryMemory memory = new BoundedDeliveryMemory(clock);
        assertThat(memory.remember("d-1")).isTrue();
        clock.now = clock.now.plus(Duration.ofHours(23));
        assertThat(memory.remember("d-1")).isFalse();
        clock.now = clock.now.plus(Duration.ofHours(2));
        assertThat(memory.remember("d-1")).isTrue();
        memory.forget("d-1");
        assertThat(memory.remember("d-1")).isTrue();
    }

    @Test
    void theMemoryOfDeliveriesIsBoundedAndForgetsTheOldestFirst() {
        DeliveryMemory memory = new BoundedDeliveryMemory(new MovingClock(), 100);
        for (int delivery = 0; delivery < 1000; delivery++) {
            assertThat(memory.remember("x".repeat(1000) + delivery)).isTrue();
        }
        assertThat(memory.remember("x".repeat(1000) + 999)).isFalse();
        assertThat(memory.remember("x".repeat(1000) + 0)).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class MovingClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
