package io.aiops.port;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ports from which services get theirs, both ends included.
 *
 * @param first the lowest port, 1024 or more
 * @param last the highest port
 */
public record PortRange(int first, int last) {

    private static final Pattern TEXT = Pattern.compile("\\s*(\\d{1,5})\\s*-\\s*(\\d{1,5})\\s*");

    /** Checks the bounds. */
    public PortRange {
        if (first < 1024 || last > 65535 || first > last) {
            throw new AiOpsException(
                    ErrorCode.INVALID_SETTING,
                    "port range " + first + "-" + last
                            + " is not allowed; it must lie within 1024-65535 and not be empty");
        }
    }

    /**
     * Reads {@code 8001-8999}.
     *
     * @throws AiOpsException {@code INVALID_SETTING}
     */
    public static PortRange parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new AiOpsException(ErrorCode.INVALID_SETTING, "port range must look like 8001-8999, not " + text);
        }
        return new PortRange(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
    }

    /** Whether the port lies in the range. */
    public boolean contains(int port) {
        return first <= port && port <= last;
    }

    /** How many ports there are. */
    public int size() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
