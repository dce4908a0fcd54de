package io.aiops.service;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.regex.Pattern;

/**
 * The name of a service: {@code [a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?}, a DNS label. Whatever passes is safe in a path, an
 * ini file, an nginx file, a container name and a URL; whatever does not is refused before it touches one of them.
 *
 * @param value the id as text
 */
public record ServiceId(String value) implements Comparable<ServiceId> {

    /** What a service id looks like. */
    public static final String PATTERN = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    private static final Pattern ALLOWED = Pattern.compile(PATTERN);

    /** Checks the text against {@link #PATTERN}. */
    public ServiceId {
        if (!ALLOWED.matcher(value).matches()) {
            throw new AiOpsException(
                    ErrorCode.INVALID_SERVICE_ID,
                    "service id \"" + printable(value) + "\" is not allowed; use 1 to 63 of a-z, 0-9 and -, "
                            + "beginning and ending with a letter or digit");
        }
    }

    /**
     * Reads a service id.
     *
     * @throws AiOpsException {@code INVALID_SERVICE_ID}
     */
    public static ServiceId of(String value) {
        return new ServiceId(value);
    }

    @Override
    public int compareTo(ServiceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static String printable(String text) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return shown.codePoints()
                .collect(
                        StringBuilder::new,
                        (out, c) -> {
                            if (Character.isISOControl(c)) {
                                out.append(String.format("\\u%04x", c));
                            } else {
                                out.appendCodePoint(c);
                            }
                        },
                        StringBuilder::append)
                .toString();
    }
}
