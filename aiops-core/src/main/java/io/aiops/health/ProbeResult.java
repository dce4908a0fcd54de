package io.aiops.health;

/**
 * The answer to one question for health.
 *
 * @param healthy whether it was 200 with {@code {"status":"healthy"}}, in time
 * @param detail what came instead, in words; empty when healthy
 */
public record ProbeResult(boolean healthy, String detail) {

    /** A good answer. */
    public static final ProbeResult HEALTHY = new ProbeResult(true, "");

    /** A bad answer, or none. */
    public static ProbeResult unhealthy(String detail) {
        return new ProbeResult(false, detail);
    }
}
