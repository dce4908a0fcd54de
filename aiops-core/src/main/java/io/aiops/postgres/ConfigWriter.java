package io.aiops.postgres;

import io.aiops.config.Author;
import io.aiops.config.CommitCheck;
import io.aiops.config.ConfigCommit;
import io.aiops.config.ConfigEntry;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigOperation;
import io.aiops.config.ConfigScope;
import io.aiops.config.EntryChange;
import io.aiops.config.Expectation;
import io.aiops.config.StoreLimits;
import io.aiops.config.StorePosition;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * One commit inside its transaction. Whoever changes values holds the row of the counter first, so writers of one environment
 * go one after the other and cannot block each other for good.
 */
final class ConfigWriter {

    private final Handle handle;
    private final String environment;
    private final String instance;
    private final StoreLimits limits;
    private final Instant now;

    ConfigWriter(Handle handle, String environment, String instance, StoreLimits limits, Instant now) {
        this.handle = handle;
        this.environment = environment;
        this.instance = instance;
        this.limits = limits;
        this.now = now;
    }

    StorePosition write(ConfigCommit commit, CommitCheck check) {
        handle.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
        Counter counter = take();
        Optional<Long> known = commit.author().requestId().flatMap(this::revisionOf);
        if (known.isPresent()) {
            handle.rollback();
            return new StorePosition(counter.epoch(), known.get());
        }
        List<Step> steps = steps(commit.changes());
        steps.forEach(ConfigWriter::checkExpectation);
        insert(steps, counter.revision(), commit.author());
        update(steps, counter.revision(), commit.author());
        delete(steps);
        String head = append(steps, counter, commit.author());
        countEntries(steps);
        if (check != CommitCheck.NONE) {
            check.check(entriesSeenBy(commit.changes()));
        }
        announce(counter.revision(), head);
        return new StorePosition(counter.epoch(), counter.revision());
    }

    private Counter take() {
        return next().orElseGet(() -> {
            PostgresConfigStore.createCounter(handle, environment);
            return next().orElseThrow();
        });
    }

    private Optional<Counter> next() {
        return handle.createQuery("""
                        UPDATE config_revisions SET revision = revision + 1 WHERE environment = :environment
                        RETURNING epoch, revision, head_hash
                        """)
                .bind("environment", environment)
                .map((row, context) -> new Counter(
                        row.getObject("epoch", UUID.class),
                        row.getLong("revision"),
                        Optional.ofNullable(HistoryLine.hex(row.getBytes("head_hash")))
                                .orElse(HistoryLine.GENESIS)))
                .findOne();
    }

    private Optional<Long> revisionOf(String requestId) {
        return handle.createQuery("""
                        SELECT revision FROM config_history
                        WHERE environment = :environment AND request_id = :request AND seq = 0
                        """)
                .bind("environment", environment)
                .bind("request", requestId)
                .mapTo(Long.class)
                .findOne();
    }

    /** The changes, each with what there is now and who changed it last. */
    private List<Step> steps(List<EntryChange> changes) {
        List<ConfigId> ids = changes.stream().map(EntryChange::id).toList();
        return handle.createQuery("""
                        SELECT i.place, e.revision AS present, h.revision AS last, h.actor, h.at
                        FROM unnest(CAST(:types AS text[]), CAST(:scopes AS text[]), CAST(:keys AS text[]))
                            WITH ORDINALITY AS i (config_type, scope_id, config_key, place)
                        LEFT JOIN service_configs e ON e.environment = :environment AND e.config_type = i.config_type
                            AND e.scope_id = i.scope_id AND e.config_key = i.config_key
                        LEFT JOIN LATERAL (
                            SELECT h.revision, h.actor, h.at FROM config_history h
                            WHERE h.environment = :environment AND h.config_type = i.config_type
                                AND h.scope_id = i.scope_id AND h.config_key = i.config_key
                            ORDER BY h.revision DESC LIMIT 1) h ON true
                        ORDER BY i.place
                        """)
                .bind("environment", environment)
                .bindArray(
                        "types",
                        String.class,
                        ids.stream().map(id -> id.scope().type().word()).toList())
                .bindArray(
                        "scopes",
                        String.class,
                        ids.stream().map(id -> id.scope().id()).toList())
                .bindArray("keys", String.class, ids.stream().map(ConfigId::key).toList())
                .map((row, context) -> step(changes, row))
                .list();
    }

    private static Step step(List<EntryChange> changes, ResultSet row) throws SQLException {
        int sequence = row.getInt("place") - 1;
        long present = row.getLong("present");
        boolean isThere = !row.wasNull();
        return new Step(
                sequence,
                changes.get(sequence),
                isThere,
                present,
                row.getLong("last"),
                Columns.text(row, "actor").orElse(""),
                Columns.optionalTime(row, "at"));
    }

    private static void checkExpectation(Step step) {
        if (step.change().expected() instanceof Expectation.Revision expected) {
            boolean met =
                    expected.number() == 0 ? !step.isThere() : step.isThere() && step.present() == expected.number();
            if (!met) {
                throw conflict(step);
            }
        }
        if (step.kind() == Kind.DELETE && !step.isThere()) {
            throw new AiOpsException(
                            ErrorCode.CONFIG_NOT_FOUND, "there is no " + step.id() + ", so it cannot be deleted")
                    .with("key", step.id().key())
                    .with("scope", step.id().scope().toString());
        }
    }

    private static AiOpsException conflict(Step step) {
        String who =
                step.lastAt().map(at -> " by " + step.lastBy() + " at " + at).orElse("");
        String what = step.isThere()
                ? step.id() + " was changed in revision " + step.present() + who
                : step.id() + (step.last() == 0 ? " does not exist" : " was deleted in revision " + step.last() + who);
        AiOpsException error = new AiOpsException(
                        ErrorCode.CONFIG_CONFLICT, what + "; read it again and repeat the change if it is still wanted")
                .with("key", step.id().key())
                .with("scope", step.id().scope().toString())
                .with("current_version", step.isThere() ? step.present() : 0L);
        return step.lastAt()
                .map(at -> error.with("changed_by", step.lastBy()).with("changed_at", at.toString()))
                .orElse(error);
    }

    private void insert(List<Step> steps, long revision, Author author) {
        execute(
                steps,
                Kind.INSERT,
                """
                INSERT INTO service_configs (environment, config_type, scope_id, config_key, config_value, secret,
                    secret_key_id, secret_commitment, sensitive, description, status, create_revision, revision, updated_by,
                    created_at, updated_at)
                VALUES (:environment, :type, :scope, :key, CAST(:value AS jsonb), :secret, :key_id, :commitment, :sensitive,
                    :description, :status, :revision, :revision, :actor, :now, :now)
                ON CONFLICT (environment, config_type, scope_id, config_key) DO NOTHING
                """,
                (batch, step) -> bindAfter(batch, step)
                        .bind("revision", revision)
                        .bind("actor", author.name())
                        .bind("now", Columns.time(now)));
    }

    private void update(List<Step> steps, long revision, Author author) {
        execute(
                steps,
                Kind.UPDATE,
                """
                UPDATE service_configs SET config_value = CAST(:value AS jsonb), secret = :secret, secret_key_id = :key_id,
                    secret_commitment = :commitment, sensitive = :sensitive, description = :description, status = :status,
                    revision = :revision, version = version + 1, updated_by = :actor, updated_at = :now
                WHERE environment = :environment AND config_type = :type AND scope_id = :scope AND config_key = :key
                    AND revision = :present
                """,
                (batch, step) -> bindAfter(batch, step)
                        .bind("revision", revision)
                        .bind("actor", author.name())
                        .bind("now", Columns.time(now))
                        .bind("present", step.present()));
    }

    private void delete(List<Step> steps) {
        execute(
                steps,
                Kind.DELETE,
                """
                DELETE FROM service_configs
                WHERE environment = :environment AND config_type = :type AND scope_id = :scope AND config_key = :key
                    AND revision = :present
                """,
                (batch, step) -> ConfigRows.bind(batch, step.id()).bind("present", step.present()));
    }

    /** Does the steps of one kind; one that hits no row met somebody who changes values without the counter. */
    private void execute(
            List<Step> steps, Kind kind, String sql, BiFunction<PreparedBatch, Step, PreparedBatch> binding) {
        List<Step> these = steps.stream().filter(step -> step.kind() == kind).toList();
        if (these.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = handle.prepareBatch(sql)) {
            these.forEach(step ->
                    binding.apply(batch, step).bind("environment", environment).add());
            int[] changed = batch.execute();
            for (int i = 0; i < changed.length; i++) {
                if (changed[i] == 0) {
                    throw conflict(these.get(i));
                }
            }
        }
    }

    private static PreparedBatch bindAfter(PreparedBatch batch, Step step) {
        return ConfigRows.bind(
                ConfigRows.bind(batch, step.id()), step.change().after().orElse(null));
    }

    /** Writes the lines of the history; answers the hash of the last. */
    private String append(List<Step> steps, Counter counter, Author author) {
        HistoryLine.Commit commit = new HistoryLine.Commit(
                environment,
                counter.revision(),
                author.name(),
                author.reason(),
                author.requestId().orElse(null),
                instance,
                now);
        String previous = counter.head();
        try (PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO config_history (environment, revision, seq, config_type, scope_id, config_key, operation,
                    config_value, secret, secret_key_id, secret_commitment, sensitive, description, status,
                    previous_revision, rollback_of, actor, reason, request_id, instance, at, value_digest, prev_hash,
                    row_hash)
                VALUES (:environment, :revision, :seq, :type, :scope, :key, :operation, CAST(:value AS jsonb), :secret,
                    :key_id, :commitment, :sensitive, :description, :status, :previous_revision, :rollback_of, :actor,
                    :reason, :request, :instance, :now, :digest, :previous, :hash)
                """)) {
            for (Step step : steps) {
                EntryChange change = step.change();
                String operation = step.operation().word();
                String hash = HistoryLine.of(commit, step.sequence(), operation, change, step.last())
                        .hashAfter(previous);
                bindAfter(batch, step)
                        .bind("environment", environment)
                        .bind("revision", commit.revision())
                        .bind("seq", step.sequence())
                        .bind("operation", operation)
                        .bind("previous_revision", step.last())
                        .bind(
                                "rollback_of",
                                change.rollbackOf().isPresent()
                                        ? (Long) change.rollbackOf().getAsLong()
                                        : null)
                        .bind("actor", commit.actor())
                        .bind("reason", commit.reason())
                        .bind("request", commit.requestId())
                        .bind("instance", instance)
                        .bind("now", Columns.time(now))
                        .bind(
                                "digest",
                                change.after()
                                        .map(after -> ConfigRows.bytes(HistoryLine.digest(after.value())))
                                        .orElse(null))
                        .bind("previous", ConfigRows.bytes(previous))
                        .bind("hash", ConfigRows.bytes(hash))
                        .add();
                previous = hash;
            }
            batch.execute();
        }
        return previous;
    }

    private void countEntries(List<Step> steps) {
        List<ConfigScope> grown = steps.stream()
                .filter(step -> step.kind() == Kind.INSERT)
                .map(step -> step.id().scope())
                .distinct()
                .toList();
        for (ConfigScope scope : grown) {
            long entries = handle.createQuery("""
                            SELECT count(*) FROM service_configs
                            WHERE environment = :environment AND config_type = :type AND scope_id = :scope
                            """)
                    .bind("environment", environment)
                    .bind("type", scope.type().word())
                    .bind("scope", scope.id())
                    .mapTo(Long.class)
                    .one();
            limits.checkEntries(scope, entries);
        }
    }

    private List<ConfigEntry> entriesSeenBy(List<EntryChange> changes) {
        List<ConfigScope> scopes = Stream.concat(
                        Stream.of(ConfigScope.SYSTEM),
                        changes.stream().map(change -> change.id().scope()))
                .distinct()
                .toList();
        return handle
                .createQuery("SELECT " + ConfigRows.ENTRY + """
                        FROM unnest(CAST(:types AS text[]), CAST(:scopes AS text[])) AS s (config_type, scope_id)
                        JOIN service_configs e ON e.environment = :environment AND e.config_type = s.config_type
                            AND e.scope_id = s.scope_id
                        """)
                .bind("environment", environment)
                .bindArray(
                        "types",
                        String.class,
                        scopes.stream().map(scope -> scope.type().word()).toList())
                .bindArray(
                        "scopes",
                        String.class,
                        scopes.stream().map(ConfigScope::id).toList())
                .map((row, context) -> ConfigRows.entry(row))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(ConfigEntry::id))
                .toList();
    }

    /** Keeps the end of the chain, and tells who listens; the server passes it on when the transaction is committed. */
    private void announce(long revision, String head) {
        handle.createQuery("""
                        UPDATE config_revisions SET head_hash = :head WHERE environment = :environment
                        RETURNING pg_notify(:channel, environment || ' ' || :revision)::text
                        """)
                .bind("head", ConfigRows.bytes(head))
                .bind("environment", environment)
                .bind("channel", PostgresConfigStore.CHANNEL)
                .bind("revision", Long.toString(revision))
                .mapTo(String.class)
                .one();
    }

    private enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    /** The row of the counter, as this commit left it. */
    private record Counter(UUID epoch, long revision, String head) {}

    /**
     * One change, with the revision of the value that is there, and with the last line of its history (0 for none).
     */
    private record Step(
            int sequence,
            EntryChange change,
            boolean isThere,
            long present,
            long last,
            String lastBy,
            Optional<Instant> lastAt) {

        ConfigId id() {
            return change.id();
        }

        Kind kind() {
            return change.after().isEmpty() ? Kind.DELETE : isThere ? Kind.UPDATE : Kind.INSERT;
        }

        /** What the history calls it: the writer may not have known what was there. */
        ConfigOperation operation() {
            return switch (change.operation()) {
                case ROLLBACK, IMPORT -> change.operation();
                case CREATE, UPDATE, DELETE ->
                    switch (kind()) {
                        case INSERT -> ConfigOperation.CREATE;
                        case UPDATE -> ConfigOperation.UPDATE;
                        case DELETE -> ConfigOperation.DELETE;
                    };
            };
        }
    }
}
