package io.aiops.gitea;

import io.aiops.gitea.GiteaException.Cancelled;
import io.aiops.gitea.GiteaException.NotFound;
import io.aiops.gitea.GiteaException.RateLimited;
import io.aiops.gitea.GiteaException.Unreachable;
import io.aiops.gitea.GiteaException.Unreachable.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a call until it is answered or should not be tried again. What would change something twice is repeated only when
 * it surely did nothing the first time.
 */
final class Sender {

    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final Set<Integer> PASSING = Set.of(502, 503, 504);
    private static final Set<Reason> NOT_SENT = Set.of(Reason.REFUSED, Reason.CONNECT_TIMED_OUT);
    private static final Set<Reason> OPEN = Set.of(Reason.CUT, Reason.TIMED_OUT);

    private final Exchange exchange;
    private final HostGate gate;
    private final Refusals refusals;
    private final RetryLimits retry;
    private final Clock clock;
    private final Pause pause;
    private final RandomGenerator random;

    Sender(
            Exchange exchange,
            HostGate gate,
            Refusals refusals,
            RetryLimits retry,
            Clock clock,
            Pause pause,
            RandomGenerator random) {
        this.exchange = exchange;
        this.gate = gate;
        this.refusals = refusals;
        this.retry = retry;
        this.clock = clock;
        this.pause = pause;
        this.random = random;
    }

    /** What one try came to: its answer if there was one, and the error it means. */
    private record Try(Optional<Answer> answer, Optional<GiteaException> error) {}

    /**
     * The good answer of a call. A download keeps its place at the gate until its stream is {@link #release released}.
     *
     * @throws GiteaException of the last try
     */
    Answer send(HttpCall call) {
        Instant end = clock.instant().plus(retry.deadline());
        boolean perhapsDone = false;
        for (int attempt = 1; ; attempt++) {
            Try tried = once(call, attempt, end);
            if (tried.error().isEmpty()) {
                return tried.answer().orElseThrow();
            }
            GiteaException error = tried.error().get();
            if (perhapsDone && call.method().equals("DELETE") && error instanceof NotFound) {
                // A try before, whose answer was lost, deleted it.
                return Answer.nothing(tried.answer().orElseThrow());
            }
            perhapsDone |= unknownOutcome(error);
            Duration wait = wait(tried, attempt);
            if (attempt >= retry.attempts()
                    || !repeats(call, tried)
                    || clock.instant().plus(wait).isAfter(end)) {
                throw error;
            }
            LOG.debug(
                    "{} {} failed, try {} follows in {} ms",
                    call.method(),
                    call.shownPath(),
                    attempt + 1,
                    wait.toMillis());
            await(call, attempt, wait);
        }
    }

    void release() {
        gate.leave();
    }

    /** Whether the server may have carried out a call that ended so. */
    static boolean unknownOutcome(GiteaException error) {
        return (error instanceof Unreachable unreachable && OPEN.contains(unreachable.reason()))
                || error instanceof GiteaException.ServerError
                || error instanceof GiteaException.Protocol;
    }

    private Try once(HttpCall call, int attempt, Instant end) {
        enter(call, attempt, end);
        boolean keep = false;
        try {
            Answer answer = exchange.send(call, attempt, Duration.between(clock.instant(), end));
            report(PASSING.contains(answer.status()));
            keep = answer.good() && answer.stream().isPresent();
            return new Try(
                    Optional.of(answer), answer.good() ? Optional.empty() : Optional.of(refusals.of(call, answer)));
        } catch (Cancelled cancelled) {
            gate.circuit().abandoned();
            throw cancelled;
        } catch (GiteaException failed) {
            report(failed instanceof Unreachable || failed instanceof GiteaException.TlsFailed);
            return new Try(Optional.empty(), Optional.of(failed));
        } catch (RuntimeException | Error fault) {
            gate.circuit().abandoned();
            throw fault;
        } finally {
            if (!keep) {
                gate.leave();
            }
        }
    }

    private void enter(HttpCall call, int attempt, Instant end) {
        try {
            gate.enter(call, attempt, end);
        } catch (InterruptedException interrupted) {
            throw Exchange.cancelled(call, attempt, interrupted);
        }
    }

    private void report(boolean failed) {
        if (failed) {
            gate.circuit().failed();
        } else {
            gate.circuit().succeeded();
        }
    }

    private static boolean repeats(HttpCall call, Try tried) {
        GiteaException error = tried.error().orElseThrow();
        if (error instanceof RateLimited || (error instanceof Unreachable early && NOT_SENT.contains(early.reason()))) {
            return true;
        }
        boolean passing = (error instanceof Unreachable late && OPEN.contains(late.reason()))
                || tried.answer()
                        .filter(answer -> PASSING.contains(answer.status()))
                        .isPresent();
        return passing && call.repeatable();
    }

    private Duration wait(Try tried, int attempt) {
        Optional<Duration> asked = tried.answer().flatMap(answer -> RetryAfter.of(answer, clock));
        if (asked.isPresent()) {
            Duration longest = retry.longestRetryAfter();
            return asked.get().compareTo(longest) < 0 ? asked.get() : longest;
        }
        long ceiling = retry.ceiling(attempt).toNanos();
        return Duration.ofNanos(ceiling <= 0 ? 0 : random.nextLong(ceiling + 1));
    }

    private void await(HttpCall call, int attempt, Duration wait) {
        try {
            pause.await(wait);
        } catch (InterruptedException interrupted) {
            throw Exchange.cancelled(call, attempt, interrupted);
        }
    }
}
