package io.aiops.postgres;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the database is and how many connections the platform may open to it.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, without credentials
 * @param user who logs in; absent where the server asks for nobody
 * @param password the password of that user
 * @param schema the PostgreSQL schema that holds the platform's tables
 * @param poolSize how many connections at most, 3 to 100
 * @param connectionTimeout how long a caller waits for a connection, 250 ms or more
 */
public record DatabaseSettings(
        String url,
        Optional<String> user,
        Optional<Secret> password,
        String schema,
        int poolSize,
        Duration connectionTimeout) {

    /** The schema if no other is named. */
    public static final String DEFAULT_SCHEMA = "aiops";

    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final String JDBC = "jdbc:postgresql:";

    /** Checks every value; all that are wrong are named at once. */
    public DatabaseSettings {
        List<String> wrong = new ArrayList<>();
        if (!url.startsWith(JDBC)) {
            wrong.add("database.url must begin with jdbc:postgresql: or postgresql:");
        } else if (url.matches("(?i).*[?&]password=.*")) {
            wrong.add("database.url must not carry the password; hand it over as the password");
        }
        schemaProblem(schema).ifPresent(wrong::add);
        if (poolSize < 3 || poolSize > 100) {
            wrong.add("database.pool-size must be 3 to 100, not " + poolSize);
        }
        if (connectionTimeout.toMillis() < 250) {
            wrong.add("database.connection-timeout must be 250 ms or more");
        }
        if (!wrong.isEmpty()) {
            throw new AiOpsException(ErrorCode.INVALID_SETTING, String.join("; ", wrong));
        }
    }

    /**
     * Reads an address in the form {@code jdbc:postgresql://host/database} or {@code postgresql://user:password@host/database};
     * ten connections, five seconds, schema {@code aiops}.
     *
     * @throws AiOpsException {@code INVALID_SETTING}
     */
    public static DatabaseSettings of(String url) {
        String plain = url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url;
        if (!plain.startsWith("postgresql://") && !plain.startsWith("postgres://")) {
            return defaults(url, Optional.empty(), Optional.empty());
        }
        URI address = parse(plain);
        String authority = Optional.ofNullable(address.getRawAuthority()).orElse("");
        int at = authority.lastIndexOf('@');
        String path = Optional.ofNullable(address.getRawPath()).orElse("/");
        String query = Optional.ofNullable(address.getRawQuery())
                .map(text -> "?" + text)
                .orElse("");
        String clean = JDBC + "//" + authority.substring(at + 1) + path + query;
        if (at < 0) {
            return defaults(clean, Optional.empty(), Optional.empty());
        }
        String credentials = authority.substring(0, at);
        int colon = credentials.indexOf(':');
        Optional<String> user = Optional.of(decode(colon < 0 ? credentials : credentials.substring(0, colon)));
        Optional<Secret> password =
                colon < 0 ? Optional.empty() : Optional.of(Secret.of(decode(credentials.substring(colon + 1))));
        return defaults(clean, user, password);
    }

    /** The same database with these credentials. */
    public DatabaseSettings withCredentials(String name, Secret secret) {
        return new DatabaseSettings(url, Optional.of(name), Optional.of(secret), schema, poolSize, connectionTimeout);
    }

    /** The same database with the tables in another schema. */
    public DatabaseSettings withSchema(String name) {
        return new DatabaseSettings(url, user, password, name, poolSize, connectionTimeout);
    }

    /** The same database with another number of connections. */
    public DatabaseSettings withPoolSize(int connections) {
        return new DatabaseSettings(url, user, password, schema, connections, connectionTimeout);
    }

    /** The same database with another limit of waiting for a connection. */
    public DatabaseSettings withConnectionTimeout(Duration limit) {
        return new DatabaseSettings(url, user, password, schema, poolSize, limit);
    }

    static void requireSchema(String name) {
        schemaProblem(name).ifPresent(problem -> {
            throw new AiOpsException(ErrorCode.INVALID_SETTING, problem);
        });
    }

    private static Optional<String> schemaProblem(String name) {
        return SCHEMA.matcher(name).matches() && !name.startsWith("pg_")
                ? Optional.empty()
                : Optional.of("database.schema must be a plain lower-case name, not \"" + name + "\"");
    }

    private static DatabaseSettings defaults(String url, Optional<String> user, Optional<Secret> password) {
        return new DatabaseSettings(url, user, password, DEFAULT_SCHEMA, 10, Duration.ofSeconds(5));
    }

    /** The cause is left out: its message would repeat the address with the password in it. */
    @SuppressWarnings("UnusedException")
    private static URI parse(String address) {
        try {
            return URI.create(address);
        } catch (IllegalArgumentException unreadable) {
            throw new AiOpsException(
                    ErrorCode.INVALID_SETTING,
                    "database.url cannot be read; special characters of the password must be percent-encoded");
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
