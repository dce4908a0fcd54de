package io.aiops.app.database;

import io.aiops.service.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * How to reach a database.
 *
 * @param jdbcUrl the address without credentials
 * @param user the role
 * @param password its password
 */
public record DatabaseAddress(String jdbcUrl, String user, Secret password) {

    /**
     * Reads {@code jdbc:postgresql://…} or {@code postgresql://user:password@host:port/name}.
     *
     * @param text the address
     * @param user the role, when the address names none
     * @param password its password, when the address names none
     * @throws IllegalArgumentException for any other text; the message does not repeat it
     */
    public static DatabaseAddress parse(String text, String user, Secret password) {
        if (text.startsWith("jdbc:postgresql:")) {
            return new DatabaseAddress(text, user, password);
        }
        if (!text.matches("postgres(ql)?://.+")) {
            throw new IllegalArgumentException(
                    "must look like jdbc:postgresql://host:5432/name or postgresql://user:password@host:5432/name");
        }
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException notAnAddress) {
            // The parser's message repeats the text, and the text may hold a password.
            throw new IllegalArgumentException("is no valid address; encode special characters as %XX");
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String url = "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query;
        String[] who = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        return new DatabaseAddress(
                url, who.length > 0 ? decoded(who[0]) : user, who.length > 1 ? Secret.of(decoded(who[1])) : password);
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
