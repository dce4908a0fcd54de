package io.aiops.postgres;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * Ids of deployments: {@code d-} and 26 characters, 48 bits of milliseconds and 80 random bits in Crockford's base 32. Later
 * ones of one generator sort after earlier ones, also within a millisecond and when the clock is set back. Thread-safe.
 */
final class DeploymentIds {

    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 26;
    private static final int RANDOM_BITS = 80;
    private static final int TIME_BITS = 48;
    private static final int BITS_PER_DIGIT = 5;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private BigInteger last = BigInteger.ZERO;

    DeploymentIds(Clock clock) {
        this.clock = clock;
    }

    synchronized String next() {
        BigInteger time = BigInteger.valueOf(clock.millis() & ((1L << TIME_BITS) - 1));
        if (time.compareTo(last.shiftRight(RANDOM_BITS)) > 0) {
            last = time.shiftLeft(RANDOM_BITS).or(new BigInteger(RANDOM_BITS, random));
        } else {
            // A random step keeps the next id unguessable.
            last = last.add(BigInteger.valueOf(1 + random.nextInt(Integer.MAX_VALUE)));
        }
        return "d-" + text(last);
    }

    private static String text(BigInteger number) {
        StringBuilder digits = new StringBuilder(LENGTH);
        for (int shift = (LENGTH - 1) * BITS_PER_DIGIT; shift >= 0; shift -= BITS_PER_DIGIT) {
            digits.append(DIGITS.charAt(number.shiftRight(shift).intValue() & 31));
        }
        return digits.toString();
    }
}
