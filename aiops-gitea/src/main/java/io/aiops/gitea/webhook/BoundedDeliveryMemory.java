package io.aiops.gitea.webhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers deliveries in memory: for 24 hours, and no more than so many, the oldest going first. */
public final class BoundedDeliveryMemory implements DeliveryMemory {

    private static final Duration REMEMBERED = Duration.ofHours(24);
    private static final int STANDARD = 10_000;

    private final Clock clock;
    private final int most;
    private final Map<String, Instant> noted = new LinkedHashMap<>();

    /** A memory of ten thousand deliveries. */
    public BoundedDeliveryMemory(Clock clock) {
        this(clock, STANDARD);
    }

    /** A memory of so many deliveries. */
    public BoundedDeliveryMemory(Clock clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    @Override
    public boolean remember(String id) {
        String key = key(id);
        synchronized (noted) {
            Instant now = clock.instant();
            dropOld(now.minus(REMEMBERED));
            if (noted.containsKey(key)) {
                return false;
            }
            noted.put(key, now);
            if (noted.size() > most) {
                Iterator<String> oldest = noted.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
            return true;
        }
    }

    @Override
    public void forget(String id) {
        synchronized (noted) {
            noted.remove(key(id));
        }
    }

    private void dropOld(Instant limit) {
        Iterator<Instant> times = noted.values().iterator();
        while (times.hasNext() && times.next().isBefore(limit)) {
            times.remove();
        }
    }

    /** An id comes from outside and may have any length. */
    private static String key(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
