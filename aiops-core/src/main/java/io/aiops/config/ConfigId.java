package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.Comparator;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What identifies a stored value: two services may both have a {@code service.port}.
 *
 * @param scope whom it is for
 * @param key its key, lower-case segments joined by dots
 */
public record ConfigId(ConfigScope scope, String key) implements Comparable<ConfigId> {

    /** What a key looks like: only then is its environment variable its own. */
    public static final String KEY_PATTERN = "[a-z][a-z0-9]*([.-][a-z0-9]+)*";

    /** The most characters of a key. */
    public static final int LONGEST_KEY = 255;

    private static final Pattern KEY = Pattern.compile(KEY_PATTERN);
    /** Words of the REST paths, and the segment under which services stand in files and variables. */
    private static final Set<String> RESERVED =
            Set.of("services", "service", "export", "import", "schemas", "history", "rollback", "secrets", "status");

    private static final Comparator<ConfigId> ORDER =
            Comparator.comparing(ConfigId::scope).thenComparing(ConfigId::key);

    /**
     * Checks the key.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_KEY}
     */
    public ConfigId {
        requireKey(key);
    }

    /** A value for everybody. */
    public static ConfigId system(String key) {
        return new ConfigId(ConfigScope.SYSTEM, key);
    }

    /**
     * Checks a key.
     *
     * @return the key
     * @throws AiOpsException {@code INVALID_CONFIG_KEY} saying what a key looks like
     */
    public static String requireKey(String key) {
        if (key.length() > LONGEST_KEY || !KEY.matcher(key).matches()) {
            throw new AiOpsException(
                    ErrorCode.INVALID_CONFIG_KEY,
                    "\"" + Shown.of(key)
                            + "\" is no configuration key; use lower-case letters and digits, joined by dots "
                            + "or single dashes, such as service.max-batch, " + LONGEST_KEY + " characters at most");
        }
        if (RESERVED.contains(key) || key.startsWith("services.")) {
            throw new AiOpsException(
                    ErrorCode.INVALID_CONFIG_KEY, "\"" + key + "\" is reserved; choose another configuration key");
        }
        return key;
    }

    @Override
    public int compareTo(ConfigId other) {
        return ORDER.compare(this, other);
    }

    /** {@code service.port of service text-classify}. */
    @Override
    public String toString() {
        return key + " of " + scope;
    }
}
