package io.aiops.gitea;

import io.aiops.gitea.GiteaException.RateLimited;
import io.aiops.gitea.GiteaException.Unreachable;
import io.aiops.gitea.GiteaException.Unreachable.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Where every request to the server passes: bounded in rate and number, and closed while the server is broken. */
final class HostGate {

    private final Clock clock;
    private final Pause pause;
    private final Semaphore places;
    private final TokenBucket bucket;
    private final Circuit circuit;

    HostGate(RequestLimits limits, Clock clock, Pause pause) {
        this.clock = clock;
        this.pause = pause;
        this.places = new Semaphore(limits.concurrent(), true);
        this.bucket = new TokenBucket(clock, limits.perSecond(), limits.burst());
        this.circuit = new Circuit(clock);
    }

    /** What came of the requests is reported here. */
    Circuit circuit() {
        return circuit;
    }

    /** Waits for a place and a token until the end; who got in {@link #leave leaves} and reports to the circuit. */
    void enter(HttpCall call, int attempt, Instant end) throws InterruptedException {
        Duration left = Duration.between(clock.instant(), end);
        if (!places.tryAcquire(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS)) {
            String hint = "All places for requests to this server are taken; close downloads that are done.";
            throw new RateLimited(call.failed(hint).withAttempts(attempt), Optional.empty());
        }
        boolean entered = false;
        try {
            awaitToken(call, attempt, end);
            refuseWhileOpen(call, attempt);
            entered = true;
        } finally {
            if (!entered) {
                places.release();
            }
        }
    }

    void leave() {
        places.release();
    }

    private void awaitToken(HttpCall call, int attempt, Instant end) throws InterruptedException {
        Duration wait = bucket.take();
        if (wait.isZero()) {
            return;
        }
        if (clock.instant().plus(wait).isAfter(end)) {
            bucket.giveBack();
            String hint = "This client's own bound on requests per second is used up; ask for less at a time.";
            throw new RateLimited(call.failed(hint).withAttempts(attempt), Optional.of(wait));
        }
        pause.await(wait);
    }

    private void refuseWhileOpen(HttpCall call, int attempt) {
        Optional<Duration> alone = circuit.enter();
        if (alone.isPresent()) {
            bucket.giveBack();
            String hint = "It is asked again in " + Math.max(1, alone.get().toSeconds())
                    + " s; see whether Gitea and the proxy before it are up.";
            throw new Unreachable(call.failed(hint).withAttempts(attempt), Reason.PAUSED);
        }
    }
}
