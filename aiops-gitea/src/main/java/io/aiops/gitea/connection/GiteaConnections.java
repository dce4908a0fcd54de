package io.aiops.gitea.connection;

import io.aiops.error.AiOpsException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keeps the connection in use and those before it. Thread-safe. */
public interface GiteaConnections {

    /**
     * The connection in use.
     *
     * @throws AiOpsException {@code DATABASE_UNAVAILABLE} if it cannot be read
     */
    Optional<Saved> active();

    /**
     * Puts a connection into use; the one before is kept, out of use. Test it before: this does not.
     *
     * @param author who wants it
     * @throws AiOpsException {@code DATABASE_UNAVAILABLE} if it cannot be written; then the one before stays in use
     */
    Saved save(GiteaConnection connection, String author);

    /**
     * The last connections, newest first, without their tokens; at most {@value #KEPT_IN_SIGHT}.
     *
     * @throws AiOpsException {@code DATABASE_UNAVAILABLE}
     */
    List<Entry> history();

    /** How many connections the history shows. */
    int KEPT_IN_SIGHT = 20;

    /**
     * A connection that is kept.
     *
     * @param id its id
     * @param connection the connection itself
     */
    record Saved(UUID id, GiteaConnection connection) {}

    /**
     * A line of the history.
     *
     * @param id the id of the connection
     * @param server its address
     * @param defaultOwner whose repositories were made
     * @param repoPrefix what their names began with
     * @param active whether it is in use
     * @param author who wanted it
     * @param savedAt since when
     */
    record Entry(
            UUID id,
            String server,
            String defaultOwner,
            String repoPrefix,
            boolean active,
            String author,
            Instant savedAt) {}
}
