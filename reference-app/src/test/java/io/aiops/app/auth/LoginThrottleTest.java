package io.aiops.app.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {

    private final TurnedClock clock = new TurnedClock();
    private final LoginThrottle throttle = new LoginThrottle(clock);

    @Test
    void aFewMistakesAreFreeAndThenTheWaitDoubles() {
        for (int i = 0; i < 4; i++) {
            throttle.failed("ann", "10.0.0.1");
        }
        assertThat(throttle.waitingTime("ann", "10.0.0.1")).isZero();

        throttle.failed("ann", "10.0.0.1");
        assertThat(throttle.waitingTime("ann", "10.0.0.1")).isEqualTo(Duration.ofSeconds(1));
        throttle.failed("ANN", "10.0.0.1");
        assertThat(throttle.waitingTime("ann", "10.0.0.1")).isEqualTo(Duration.ofSeconds(2));
        clock.turn(Duration.ofSeconds(2));
        assertThat(throttle.waitingTime("ann", "10.0.0.1")).isZero();
    }

    @Test
    void theWaitHasALimit() {
        for (int i = 0; i < 200; i++) {
            throttle.failed("ann", "10.0.0.1");
        }
        assertThat(throttle.waitingTime("ann", "10.0.0.1")).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void nobodyElseWaitsForIt() {
        for (int i = 0; i < 20; i++) {
            throttle.failed("ann", "10.0.0.1");
        }
        assertThat(throttle.waitingTime("ann", "10.0.0.2")).isZero();
        assertThat(throttle.waitingTime("bob", "10.0.0.1")).isZero();
    }

    @Test
    void aGoodPasswordOrALongPauseForgetsTheMistakes() {
        for (int i = 0; i < 8; i++) {
            throttle.failed("ann", "10.0.0.1");
        }
        throttle.succeeded("ann", "10.0.0.1");
        throttle.failed("ann", "10.0.0.1");
        assertThat(throttle.waitingTime("ann", "10.0.0.1")).isZero();

        for (int i = 0; i < 8; i++) {
            throttle.failed("ann", "10.0.0.1");
        }
        clock.turn(Duration.ofHours(2));
        throttle.failed("ann", "10.0.0.1");
        assertThat(throttle.waitingTime("ann", "10.0.0.1")).isZero();
    }

    private static final class TurnedClock extends Clock {
        private Instant now = Instant.parse("2030-01-01T00:00:00Z");

        void turn(Duration forward) {
            now = now.plus(forward);
        }

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
