package io.aiops.postgres;

import io.aiops.config.CommitCheck;
import io.aiops.config.ConfigCommit;
import io.aiops.config.ConfigEntry;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigScope;
import io.aiops.config.ConfigStore;
import io.aiops.config.EntryChange;
import io.aiops.config.HistoryCheck;
import io.aiops.config.HistoryEntry;
import io.aiops.config.HistoryQuery;
import io.aiops.config.StoreLimits;
import io.aiops.config.StorePosition;
import io.aiops.config.StoredChanges;
import io.aiops.config.StoredConfig;
import io.aiops.config.StoredValue;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * Configuration in {@code service_configs}, its history in {@code config_history}, and a counter row in
 * {@code config_revisions} that every commit takes inside its transaction. A commit notifies the channel
 * {@value #CHANNEL}; see {@link PostgresHints}. An answer of the server is waited for 5 seconds at most, 60 when the history
 * is verified, pruned or paged; a connection as long as the pool says. Times are kept to the microsecond. Thread-safe.
 */
public final class PostgresConfigStore implements ConfigStore {

    /** Where commits are announced: the environment, a blank and the revision. */
    public static final String CHANNEL = "aiops_config";

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Pattern ENVIRONMENT = Pattern.compile("[A-Za-z0-9._-]{0,63}");
    private static final Pattern COMMITMENT = Pattern.compile("[0-9a-f]{64}");

    /** How many lines of history are looked through, at least and for each changed value that is worth it. */
    private static final long LINES = 1000;

    private static final long LINES_PER_CHANGE = 10;

    private final Database database;
    private final Clock clock;
    private final String environment;
    private final String instance;
    private final StoreLimits limits;

    /** The store of the environment without a name, written by nobody in particular; the clock stamps what is changed. */
    public PostgresConfigStore(Database database, Clock clock) {
        this(database, clock, "", "");
    }

    /**
     * The store of one environment.
     *
     * @param environment its name: up to 63 letters, digits, dots, dashes or underscores; may be empty
     * @param instance which program writes; stands in the history
     * @throws AiOpsException {@code INVALID_SETTING} for another name
     */
    public PostgresConfigStore(Database database, Clock clock, String environment, String instance) {
        this(database, clock, environment, instance, StoreLimits.DEFAULT);
    }

    /** The same, with limits of its own. */
    public PostgresConfigStore(
            Database database, Clock clock, String environment, String instance, StoreLimits limits) {
        if (!ENVIRONMENT.matcher(environment).matches()) {
            throw new AiOpsException(
                    ErrorCode.INVALID_SETTING,
                    "the name of a configuration environment is up to 63 letters, digits, dots, dashes or underscores");
        }
        this.database = database;
        this.clock = clock;
        this.environment = environment;
        this.instance = instance;
        this.limits = limits;
    }

    @Override
    public String environment() {
        return environment;
    }

    @Override
    public StorePosition position() {
        return database.ask(ANSWER, this::find).orElseGet(() -> database.inTransaction(ANSWER, this::position));
    }

    @Override
    public StorePosition renewEpoch() {
        return database.inTransaction(ANSWER, handle -> {
            handle.createUpdate(
                            "UPDATE config_revisions SET epoch = gen_random_uuid() WHERE environment = :environment")
                    .bind("environment", environment)
                    .execute();
            StorePosition now = position(handle);
            handle.createQuery("SELECT pg_notify(:channel, :news)")
                    .bind("channel", CHANNEL)
                    .bind("news", environment + " " + now.revision())
                    .mapTo(String.class)
                    .one();
            return now;
        });
    }

    @Override
    public StoredConfig load() {
        return database.inTransaction(ANSWER, handle -> {
            List<Seen> rows = handle.createQuery("SELECT r.epoch, r.revision AS store_revision, 0 AS lines, "
                            + "e.config_key AS changed_key, " + ConfigRows.ENTRY + """
                            FROM config_revisions r LEFT JOIN service_configs e ON e.environment = r.environment
                            WHERE r.environment = :environment
                            """)
                    .bind("environment", environment)
                    .map((row, context) -> seen(row))
                    .list();
            return rows.isEmpty()
                    ? new StoredConfig(position(handle), List.of())
                    : new StoredConfig(rows.get(0).position(), entries(rows));
        });
    }

    @Override
    public Optional<StoredChanges> changesAfter(StorePosition position, int most) {
        long lines = LINES + most * LINES_PER_CHANGE;
        List<Seen> rows = database.ask(
                ANSWER,
                handle -> handle.createQuery("""
                        WITH line AS MATERIALIZED (
                            SELECT config_type, scope_id, config_key FROM config_history
                            WHERE environment = :environment AND revision > :after ORDER BY revision LIMIT :lines),
                        changed AS (SELECT DISTINCT config_type, scope_id, config_key FROM line)
                        SELECT r.epoch, r.revision AS store_revision, (SELECT count(*) FROM line) AS lines,
                            c.config_type AS changed_type, c.scope_id AS changed_scope, c.config_key AS changed_key,
                        """ + ConfigRows.ENTRY + """
                        FROM config_revisions r LEFT JOIN changed c ON true
                        LEFT JOIN service_configs e ON e.environment = r.environment AND e.config_type = c.config_type
                            AND e.scope_id = c.scope_id AND e.config_key = c.config_key
                        WHERE r.environment = :environment
                        """)
                        .bind("environment", environment)
                        .bind("after", position.revision())
                        .bind("lines", lines)
                        .map((row, context) -> seen(row))
                        .list());
        if (rows.isEmpty() || rows.get(0).lines() == lines) {
            return Optional.empty();
        }
        StorePosition now = rows.get(0).position();
        boolean follows = now.epoch().equals(position.epoch()) && now.revision() >= position.revision();
        long changed = rows.stream().filter(Seen::isChange).count();
        return follows && changed <= most
                ? Optional.of(new StoredChanges(
                        now,
                        entries(rows),
                        rows.stream().flatMap(row -> row.gone().stream()).toList()))
                : Optional.empty();
    }

    @Override
    public StorePosition commit(ConfigCommit commit, CommitCheck check) {
        for (EntryChange change : commit.changes()) {
            change.after().ifPresent(after -> {
                limits.check(change.id(), after);
                requireCommitment(change.id(), after.value());
            });
        }
        return database.inTransaction(
                ANSWER,
                handle -> new ConfigWriter(handle, environment, instance, limits, Columns.now(clock))
                        .write(commit, check));
    }

    @Override
    public List<HistoryEntry> history(HistoryQuery query) {
        String conditions = (query.scope().isPresent() ? " AND config_type = :type AND scope_id = :scope" : "")
                + (query.key().isPresent() ? " AND config_key = :key" : "")
                + (query.before().isPresent() ? " AND (revision, seq) < (:revision, :sequence)" : "");
        return database.inTransaction(handle -> {
            var select = handle.createQuery("SELECT * FROM config_history WHERE environment = :environment" + conditions
                            + " ORDER BY revision DESC, seq DESC LIMIT :limit")
                    .bind("environment", environment)
                    .bind("limit", query.limit());
            query.scope()
                    .ifPresent(scope -> select.bind("type", scope.type().word()).bind("scope", scope.id()));
            query.key().ifPresent(key -> select.bind("key", key));
            query.before()
                    .ifPresent(
                            before -> select.bind("revision", before.revision()).bind("sequence", before.sequence()));
            return select.map((row, context) -> ConfigRows.line(row)).list().stream()
                    .flatMap(Optional::stream)
                    .toList();
        });
    }

    @Override
    public List<HistoryEntry> stateAt(long revision, Optional<ConfigScope> scope) {
        String condition = scope.isPresent() ? " AND config_type = :type AND scope_id = :scope" : "";
        return database.inTransaction(handle -> {
            var select = handle.createQuery(
                            """
                            SELECT DISTINCT ON (config_type, scope_id, config_key) * FROM config_history
                            WHERE environment = :environment AND revision <= :revision
                            """ + condition + " ORDER BY config_type, scope_id, config_key, revision DESC")
                    .bind("environment", environment)
                    .bind("revision", revision);
            scope.ifPresent(one -> select.bind("type", one.type().word()).bind("scope", one.id()));
            return select.map((row, context) -> ConfigRows.line(row)).list().stream()
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(HistoryEntry::id))
                    .toList();
        });
    }

    @Override
    public HistoryCheck verifyHistory() {
        database.inTransaction(ANSWER, this::position);
        return database.inTransaction(handle -> new HistoryVerification(handle, environment).run());
    }

    @Override
    public int pruneHistory(int keep, Instant before) {
        return database.inTransaction(handle -> handle.createUpdate("""
                        UPDATE config_history h
                        SET pruned = true, config_value = NULL, secret = NULL, secret_key_id = NULL,
                            secret_commitment = NULL
                        FROM (SELECT revision, seq, config_type, scope_id, config_key,
                                  row_number() OVER (PARTITION BY config_type, scope_id, config_key
                                      ORDER BY revision DESC) AS place
                              FROM config_history
                              WHERE environment = :environment AND status IS NOT NULL) line
                        WHERE h.environment = :environment AND h.revision = line.revision AND h.seq = line.seq
                            AND NOT h.pruned AND h.at < :before AND line.place > :keep
                            AND NOT EXISTS (SELECT FROM service_configs e
                                WHERE e.environment = :environment AND e.config_type = line.config_type
                                    AND e.scope_id = line.scope_id AND e.config_key = line.config_key
                                    AND e.revision = line.revision)
                        """)
                .bind("environment", environment)
                .bind("before", Columns.time(before))
                .bind("keep", keep)
                .execute());
    }

    @Override
    public List<SealedRow> sealedWithOtherKeyThan(String keyId, int limit) {
        return database.inTransaction(handle -> handle.createQuery("""
                        SELECT 'entry:' || id AS row, config_type, scope_id, config_key, secret, secret_key_id,
                            secret_commitment, 0 AS revision, 0 AS seq
                        FROM service_configs
                        WHERE environment = :environment AND secret IS NOT NULL
                            AND secret_key_id IS DISTINCT FROM :key_id
                        UNION ALL
                        SELECT 'history:' || revision || ':' || seq, config_type, scope_id, config_key, secret,
                            secret_key_id, secret_commitment, revision, seq
                        FROM config_history
                        WHERE environment = :environment AND secret IS NOT NULL AND secret_key_id <> :key_id
                        ORDER BY revision, seq, row
                        LIMIT :limit
                        """)
                .bind("environment", environment)
                .bind("key_id", keyId)
                .bind("limit", limit)
                .map((row, context) -> new SealedRow(ConfigRows.id(row), row.getString("row"), ConfigRows.sealed(row)))
                .list());
    }

    @Override
    public boolean reseal(SealedRow row, StoredValue.Sealed fresh) {
        if (!fresh.commitment().equals(row.sealed().commitment())) {
            throw new IllegalArgumentException("the fresh ciphertext of " + row.id() + " is not of the same secret");
        }
        String[] parts = row.row().split(":", -1);
        return database.inTransaction(ANSWER, handle -> {
            var update = parts[0].equals("entry")
                    ? handle.createUpdate("""
                                    UPDATE service_configs SET secret = :fresh, secret_key_id = :key_id
                                    WHERE environment = :environment AND id = :id AND secret = :old
                                    """).bind("id", UUID.fromString(parts[1]))
                    : handle.createUpdate("""
                                    UPDATE config_history SET secret = :fresh, secret_key_id = :key_id
                                    WHERE environment = :environment AND revision = :revision AND seq = :seq
                                        AND secret = :old
                                    """)
                            .bind("revision", Long.parseLong(parts[1]))
                            .bind("seq", Integer.parseInt(parts[2]));
            return update.bind("environment", environment)
                            .bind("fresh", fresh.ciphertext().envelope())
                            .bind("key_id", fresh.ciphertext().keyId())
                            .bind("old", row.sealed().ciphertext().envelope())
                            .execute()
                    == 1;
        });
    }

    /** Makes the counter of an environment that is used for the first time. */
    static void createCounter(Handle handle, String environment) {
        handle.createUpdate("""
                        INSERT INTO config_revisions (environment) VALUES (:environment) ON CONFLICT DO NOTHING
                        """).bind("environment", environment).execute();
    }

    private StorePosition position(Handle handle) {
        return find(handle).orElseGet(() -> {
            createCounter(handle, environment);
            return find(handle).orElseThrow();
        });
    }

    private Optional<StorePosition> find(Handle handle) {
        return handle.createQuery("SELECT epoch, revision FROM config_revisions WHERE environment = :environment")
                .bind("environment", environment)
                .map((row, context) -> new StorePosition(row.getObject("epoch", UUID.class), row.getLong("revision")))
                .findOne();
    }

    /** One row of a statement: the position is in each, for the statement saw one moment. */
    private static Seen seen(ResultSet row) throws SQLException {
        StorePosition position = new StorePosition(row.getObject("epoch", UUID.class), row.getLong("store_revision"));
        boolean isChange = row.getString("changed_key") != null;
        boolean isThere = row.getString("entry_id") != null;
        return new Seen(
                position,
                row.getLong("lines"),
                isChange,
                isThere ? ConfigRows.entry(row) : Optional.empty(),
                isChange && !isThere ? ConfigRows.changedId(row) : Optional.empty());
    }

    private static List<ConfigEntry> entries(List<Seen> rows) {
        return rows.stream()
                .flatMap(row -> row.entry().stream())
                .sorted(Comparator.comparing(ConfigEntry::id))
                .toList();
    }

    private static void requireCommitment(ConfigId id, StoredValue value) {
        if (value instanceof StoredValue.Sealed secret
                && !COMMITMENT.matcher(secret.commitment()).matches()) {
            throw new AiOpsException(
                            ErrorCode.INVALID_CONFIG_VALUE, "the secret of " + id + " comes without a hash of it")
                    .with("key", id.key());
        }
    }

    private record Seen(
            StorePosition position,
            long lines,
            boolean isChange,
            Optional<ConfigEntry> entry,
            Optional<ConfigId> gone) {}
}
