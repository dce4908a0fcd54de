package io.aiops.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiops.service.ServiceId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** When restarts are a loop. */
final class CrashLoopsTest {

    private static final ServiceId ONE = ServiceId.of("one");

    private final Watch watch = new Watch();
    private final CrashLoops loops = new CrashLoops(watch);

    @Test
    void soManyRestartsWithinTheWindowAreALoop() {
        for (int i = 1; i < CrashLoops.LIMIT; i++) {
            assertThat(loops.count(ONE, 1)).isFalse();
            watch.now = watch.now.plusSeconds(10);
        }
        assertThat(loops.count(ONE, 1)).isTrue();
        assertThat(loops.count(ServiceId.of("two"), 1)).isFalse();
    }

    @Test
    void restartsOutsideTheWindowDoNotCount() {
        for (int i = 0; i < 10 * CrashLoops.LIMIT; i++) {
            assertThat(loops.count(ONE, 1)).isFalse();
            watch.now = watch.now.plus(
                    CrashLoops.WINDOW.dividedBy(CrashLoops.LIMIT - 1).plusSeconds(1));
        }
    }

    @Test
    void restartsThatWereSeenTogetherCountEach() {
        assertThat(loops.count(ONE, CrashLoops.LIMIT)).isTrue();
    }

    @Test
    void aStartByRequestBeginsAnew() {
        loops.count(ONE, CrashLoops.LIMIT);
        loops.giveUp(ONE, "it loops");
        assertThat(loops.reason(ONE)).contains("it loops");
        loops.forget(ONE);
        assertThat(loops.reason(ONE)).isEmpty();
        assertThat(loops.count(ONE, 1)).isFalse();
    }

    private static final class Watch extends Clock {
        private Instant now = Instant.EPOCH.plus(Duration.ofDays(1));

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
