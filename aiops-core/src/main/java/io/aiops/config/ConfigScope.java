package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.ServiceId;
import java.util.Comparator;

/**
 * Whom a stored value is for: everybody, one service or one person.
 *
 * @param type which of them
 * @param id the service's id or the person's user name; empty for everybody
 */
public record ConfigScope(ScopeType type, String id) implements Comparable<ConfigScope> {

    /** Everybody. */
    public static final ConfigScope SYSTEM = new ConfigScope(ScopeType.SYSTEM, "");

    private static final int LONGEST_USER = 100;
    private static final Comparator<ConfigScope> ORDER =
            Comparator.comparing(ConfigScope::type).thenComparing(ConfigScope::id);

    /**
     * Checks the id.
     *
     * @throws AiOpsException {@code INVALID_SERVICE_ID}, {@code INVALID_REQUEST}
     */
    public ConfigScope {
        switch (type) {
            case SYSTEM -> {
                if (!id.isEmpty()) {
                    throw new AiOpsException(ErrorCode.INVALID_REQUEST, "a system value belongs to no service or user");
                }
            }
            case SERVICE -> ServiceId.of(id);
            case USER -> {
                if (id.isBlank() || id.length() > LONGEST_USER || id.chars().anyMatch(Character::isISOControl)) {
                    throw new AiOpsException(
                            ErrorCode.INVALID_REQUEST, "\"" + Shown.of(id) + "\" cannot be the name of a user");
                }
            }
        }
    }

    /** One service. */
    public static ConfigScope of(ServiceId service) {
        return new ConfigScope(ScopeType.SERVICE, service.value());
    }

    /** One person. */
    public static ConfigScope ofUser(String name) {
        return new ConfigScope(ScopeType.USER, name);
    }

    @Override
    public int compareTo(ConfigScope other) {
        return ORDER.compare(this, other);
    }

    /** {@code system}, {@code service text-classify} or {@code user anna}. */
    @Override
    public String toString() {
        return id.isEmpty() ? type.word() : type.word() + " " + id;
    }
}
