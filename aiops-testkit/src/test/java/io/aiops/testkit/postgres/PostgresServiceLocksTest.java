package io.aiops.testkit.postgres;

import static io.aiops.testkit.postgres.PostgresServiceRepositoryTest.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.orchestration.ServiceLocks;
import io.aiops.postgres.Database;
import io.aiops.postgres.PostgresServiceLocks;
import io.aiops.service.ServiceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresServiceLocksTest {

    private static final ServiceId TEXT = ServiceId.of("text-classify");
    private static final ServiceId IMAGE = ServiceId.of("image-recog");
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(100);

    private TestDatabase testDatabase;
    private ServiceLocks here;
    private ServiceLocks there;

    @BeforeEach
    void open(TestDatabase fresh) {
        testDatabase = fresh;
        here = new PostgresServiceLocks(fresh.open());
        there = new PostgresServiceLocks(fresh.open());
    }

    @Test
    void aLockedServiceIsBusyForOtherThreadsAndOtherPlatforms() {
        try (ServiceLocks.Held held = here.lock(TEXT, SHORT)) {
            assertCode(() -> here.lock(TEXT, SHORT), ErrorCode.SERVICE_BUSY);
            assertCode(() -> there.lock(TEXT, SHORT), ErrorCode.SERVICE_BUSY);
            assertCode(() -> there.lock(TEXT, Duration.ZERO), ErrorCode.SERVICE_BUSY);
            assertThat(held).isNotNull();
        }
    }

    @Test
    void differentServicesDoNotWaitForEachOther() {
        try (ServiceLocks.Held text = here.lock(TEXT, SHORT);
                ServiceLocks.Held image = there.lock(IMAGE, SHORT)) {
            assertThat(List.of(text, image)).doesNotContainNull();
        }
    }

    @Test
    void whoWaitsGetsTheLockWhenItIsGivenBack() {
        ServiceLocks.Held held = here.lock(TEXT, SHORT);
        CompletableFuture<ServiceLocks.Held> sameplatform = CompletableFuture.supplyAsync(() -> here.lock(TEXT, LONG));
        CompletableFuture<ServiceLocks.Held> otherPlatform =
                CompletableFuture.supplyAsync(() -> there.lock(TEXT, LONG));

        held.close();

        CompletableFuture.anyOf(sameplatform, otherPlatform).join();
        (sameplatform.isDone() ? sameplatform : otherPlatform).join().close();
        await().until(() -> sameplatform.isDone() && otherPlatform.isDone());
        sameplatform.join().close();
        otherPlatform.join().close();
        here.lock(TEXT, SHORT).close();
    }

    @Test
    void givingBackTwiceDoesNotFreeTheNextHoldersLock() {
        ServiceLocks.Held first = here.lock(TEXT, SHORT);
        first.close();
        try (ServiceLocks.Held second = here.lock(TEXT, SHORT)) {
            first.close();

            assertCode(() -> there.lock(TEXT, SHORT), ErrorCode.SERVICE_BUSY);
            assertCode(() -> here.lock(TEXT, SHORT), ErrorCode.SERVICE_BUSY);
            assertThat(second).isNotNull();
        }
    }

    @Test
    void theLockIsFreedWhenTheHoldersConnectionDies() {
        ServiceLocks.Held lost = here.lock(TEXT, SHORT);

        testDatabase.cutConnections();

        try (ServiceLocks.Held taken = there.lock(TEXT, LONG)) {
            lost.close();
            assertCode(() -> here.lock(TEXT, SHORT), ErrorCode.SERVICE_BUSY);
            assertThat(taken).isNotNull();
        }
        here.lock(TEXT, LONG).close();
    }

    @Test
    void aLostConnectionIsReplacedForTheNextLock() {
        ServiceLocks.Held lost = here.lock(TEXT, SHORT);
        testDatabase.cutConnections();

        try (ServiceLocks.Held image = here.lock(IMAGE, LONG)) {
            lost.close();
            assertCode(() -> there.lock(IMAGE, SHORT), ErrorCode.SERVICE_BUSY);
            assertThat(image).isNotNull();
        }
    }

    @Test
    void aHundredLocksNeedOneConnection() {
        List<ServiceLocks.Held> held = new ArrayList<>();
        for (int service = 0; service < 100; service++) {
            held.add(here.lock(ServiceId.of("service-" + service), SHORT));
        }

        assertThat(lockingSessions()).isEqualTo(1);

        held.forEach(ServiceLocks.Held::close);
        assertThat(lockingSessions()).isZero();
    }

    @Test
    void neverTwoHoldersWhateverTheirPlatform() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        AtOnce.run(12, turn -> {
            for (int round = 0; round < 10; round++) {
                try (ServiceLocks.Held held = (turn % 2 == 0 ? here : there).lock(TEXT, LONG)) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    inside.decrementAndGet();
                    assertThat(held).isNotNull();
                }
            }
            return turn;
        });

        assertThat(most).hasValue(1);
    }

    @Test
    void twoSchemasOfOneDatabaseDoNotShareLocks() {
        try (Database other = Database.open(testDatabase.settings().withSchema("other"));
                ServiceLocks.Held text = here.lock(TEXT, SHORT);
                ServiceLocks.Held same = new PostgresServiceLocks(other).lock(TEXT, SHORT)) {
            assertThat(List.of(text, same)).doesNotContainNull();
        }
    }

    @Test
    void aWaiterThatIsInterruptedGivesUpAndStaysInterrupted() {
        AtomicReference<ErrorCode> code = new AtomicReference<>();
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        try (ServiceLocks.Held held = there.lock(TEXT, SHORT)) {
            Thread waiter = new Thread(() -> {
                try {
                    here.lock(TEXT, LONG).close();
                } catch (AiOpsException error) {
                    code.set(error.code());
                    interrupted.set(Thread.currentThread().isInterrupted());
                }
            });
            waiter.start();
            waiter.interrupt();
            await().until(() -> !waiter.isAlive());
            assertThat(held).isNotNull();
        }

        assertThat(code).hasValue(ErrorCode.CANCELLED);
        assertThat(interrupted).hasValue(true);
        here.lock(TEXT, SHORT).close();
    }

    @Test
    void withoutADatabaseTheErrorSaysSo() {
        testDatabase.takeDown();

        assertCode(() -> here.lock(TEXT, SHORT), ErrorCode.DATABASE_UNAVAILABLE);

        testDatabase.bringUp();
        here.lock(TEXT, LONG).close();
    }

    private int lockingSessions() {
        return testDatabase
                .open()
                .jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                                SELECT count(DISTINCT pid) FROM pg_locks
                                WHERE locktype = 'advisory' AND database =
                                    (SELECT oid FROM pg_database WHERE datname = current_database())
                                """).mapTo(Integer.class).one());
    }
}
