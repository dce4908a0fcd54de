package io.aiops.app.database;

import io.aiops.error.AiOpsException;
import io.aiops.postgres.DatabaseSettings;
import io.aiops.service.Secret;

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
        try {
            DatabaseSettings read = DatabaseSettings.of(text);
            return new DatabaseAddress(
                    read.url(), read.user().orElse(user), read.password().orElse(password));
        } catch (AiOpsException unreadable) {
            // Its message may repeat the text, and the text may hold a password.
            throw new IllegalArgumentException(
                    "must look like jdbc:postgresql://host:5432/name or postgresql://user:password@host:5432/name");
        }
    }
}
