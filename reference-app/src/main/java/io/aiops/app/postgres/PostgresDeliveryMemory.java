package io.aiops.app.postgres;

import io.aiops.gitea.webhook.DeliveryMemory;
import io.aiops.postgres.Database;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;

/** Deliveries in the table {@code webhook_deliveries}, so that a restart forgets none. */
public final class PostgresDeliveryMemory implements DeliveryMemory {

    private static final Duration REMEMBERED = Duration.ofHours(24);
    private static final int LONGEST = 200;

    private final Database database;
    private final Clock clock;

    /** Deliveries in this database. */
    public PostgresDeliveryMemory(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public boolean remember(String id) {
        Timestamp now = Timestamp.from(clock.instant());
        Timestamp oldest = Timestamp.from(clock.instant().minus(REMEMBERED));
        return database.inTransaction(handle -> {
                    handle.createUpdate("DELETE FROM webhook_deliveries WHERE received_at < :oldest")
                            .bind("oldest", oldest)
                            .execute();
                    return handle.createUpdate(
                                    "INSERT INTO webhook_deliveries (id, received_at) VALUES (:id, :now) ON CONFLICT DO NOTHING")
                            .bind("id", cut(id))
                            .bind("now", now)
                            .execute();
                })
                > 0;
    }

    @Override
    public void forget(String id) {
        database.inTransaction(handle -> handle.createUpdate("DELETE FROM webhook_deliveries WHERE id = :id")
                .bind("id", cut(id))
                .execute());
    }

    private static String cut(String id) {
        String plain = id.replace('\0', '?');
        return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
    }
}
