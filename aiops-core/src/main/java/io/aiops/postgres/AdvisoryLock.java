package io.aiops.postgres;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** A session lock of PostgreSQL under a name; the server frees it when the connection ends. */
final class AdvisoryLock {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Connection connection;
    private final long key;

    private AdvisoryLock(Connection connection, long key) {
        this.connection = connection;
        this.key = key;
    }

    /** Takes the lock, asking again and again until the patience ends. */
    static AdvisoryLock take(Connection connection, String what, String name, Duration patience) throws SQLException {
        long key = key(what, name);
        long begin = System.nanoTime();
        while (!tryTake(connection, key)) {
            if (System.nanoTime() - begin > patience.toNanos()) {
                throw new AiOpsException(
                        ErrorCode.DATABASE_UNAVAILABLE,
                        "another platform has held the lock of the " + what + " for more than " + patience.toSeconds()
                                + " s; is it stuck?");
            }
            pause(PAUSE);
        }
        return new AdvisoryLock(connection, key);
    }

    /** A 64-bit key; names of different kinds and schemas have different ones. */
    static long key(String what, String name) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] hash = sha256.digest(("io.aiops/" + what + "/" + name).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static boolean tryTake(Connection connection, long key) throws SQLException {
        return ask(connection, "SELECT pg_try_advisory_lock(?)", key);
    }

    static boolean giveBack(Connection connection, long key) throws SQLException {
        return ask(connection, "SELECT pg_advisory_unlock(?)", key);
    }

    static void giveBackAll(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_advisory_unlock_all()")) {
            statement.execute();
        }
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AiOpsException(ErrorCode.CANCELLED, "interrupted while waiting for a lock", interrupted);
        }
    }

    void giveBack() throws SQLException {
        giveBack(connection, key);
    }

    private static boolean ask(Connection connection, String sql, long key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, key);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }
}
