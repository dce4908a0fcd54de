package io.aiops.gitea;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.time.Duration;

/**
 * How long requests may take and how many go to one server.
 *
 * @param connect until a connection stands
 * @param request until the whole answer of an ordinary call is there; a large body gets one second more per 64 KiB
 * @param downloadStart until the first byte of a download, which the server may build first
 * @param idle between two parts of a download
 * @param perSecond requests a second in the long run
 * @param burst requests at once after a pause
 * @param concurrent requests at the same time
 */
public record RequestLimits(
        Duration connect,
        Duration request,
        Duration downloadStart,
        Duration idle,
        int perSecond,
        int burst,
        int concurrent) {

    private static final long SLOWEST_BYTES_PER_SECOND = 64 * 1024;

    /**
     * Checks the numbers.
     *
     * @throws AiOpsException {@code INVALID_SETTING}
     */
    public RequestLimits {
        if (perSecond < 1 || burst < 1 || concurrent < 1) {
            throw new AiOpsException(
                    ErrorCode.INVALID_SETTING, "requests per second, burst and concurrency must be 1 or more");
        }
        if (!positive(connect) || !positive(request) || !positive(downloadStart) || !positive(idle)) {
            throw new AiOpsException(ErrorCode.INVALID_SETTING, "every time limit must be longer than nothing");
        }
    }

    /** 10 s to connect, 30 s for an answer, 5 min until a download begins, 60 s idle; 20 a second, 40 at once, 4 together. */
    public static RequestLimits standard() {
        return new RequestLimits(
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofSeconds(60),
                20,
                40,
                4);
    }

    /** The same with other times to connect and to answer; a download may take as long to begin and between its parts. */
    public RequestLimits withTimes(Duration toConnect, Duration toAnswer) {
        return new RequestLimits(toConnect, toAnswer, toAnswer, toAnswer, perSecond, burst, concurrent);
    }

    /** The same with another bound on rate and concurrency. */
    public RequestLimits withRate(int requestsPerSecond, int atOnce, int together) {
        return new RequestLimits(connect, request, downloadStart, idle, requestsPerSecond, atOnce, together);
    }

    Duration forBody(long bytes) {
        return request.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
    }

    private static boolean positive(Duration time) {
        return !time.isNegative() && !time.isZero();
    }
}
