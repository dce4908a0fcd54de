package io.aiops.postgres;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.orchestration.ServiceLocks;
import io.aiops.service.ServiceId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Locks of services as session locks of PostgreSQL. All locks of one instance share one connection, which is taken with the
 * first lock and goes back with the last, however many are held; threads of this instance wait for each other in memory. When
 * that connection or its platform dies, the server frees the locks. Needs a connection that stays the same session: a pooler
 * between the platform and the server must not switch it per transaction.
 */
public final class PostgresServiceLocks implements ServiceLocks {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final LockSession session;
    private final String schema;
    private final ConcurrentMap<ServiceId, CompletableFuture<Void>> turns = new ConcurrentHashMap<>();

    /** Locks on this database. */
    public PostgresServiceLocks(Database database) {
        this.session = new LockSession(database.dataSource());
        this.schema = database.schema();
    }

    @Override
    public Held lock(ServiceId service, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        CompletableFuture<Void> turn = takeTurn(service, deadline);
        try {
            LockSession.Key key = takeKey(service, deadline);
            AtomicBoolean held = new AtomicBoolean(true);
            return () -> {
                if (held.getAndSet(false)) {
                    try {
                        session.giveBack(key);
                    } finally {
                        giveTurn(service, turn);
                    }
                }
            };
        } catch (RuntimeException | Error failed) {
            giveTurn(service, turn);
            throw failed;
        }
    }

    private LockSession.Key takeKey(ServiceId service, long deadline) {
        long number = AdvisoryLock.key("service", schema + "/" + service);
        try {
            while (true) {
                LockSession.Key key = session.tryTake(number);
                if (key.taken()) {
                    return key;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw busy(service);
                }
                AdvisoryLock.pause(Duration.ofNanos(Math.min(left, PAUSE.toNanos())));
            }
        } catch (SQLException failed) {
            throw SqlFailure.of(failed).asError();
        }
    }

    private CompletableFuture<Void> takeTurn(ServiceId service, long deadline) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        while (true) {
            CompletableFuture<Void> other = turns.putIfAbsent(service, mine);
            if (other == null) {
                return mine;
            }
            try {
                other.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException late) {
                throw busy(service, late);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AiOpsException(
                        ErrorCode.CANCELLED, "interrupted while waiting for service " + service, interrupted);
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    private void giveTurn(ServiceId service, CompletableFuture<Void> turn) {
        turns.remove(service, turn);
        turn.complete(null);
    }

    private static AiOpsException busy(ServiceId service) {
        return busy(service, null);
    }

    private static AiOpsException busy(ServiceId service, @org.jspecify.annotations.Nullable Throwable cause) {
        return new AiOpsException(
                ErrorCode.SERVICE_BUSY, "another operation on service " + service + " is under way; try again", cause);
    }
}
