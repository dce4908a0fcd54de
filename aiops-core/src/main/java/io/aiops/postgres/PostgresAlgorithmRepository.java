package io.aiops.postgres;

import io.aiops.algorithm.Algorithm;
import io.aiops.algorithm.AlgorithmChange;
import io.aiops.algorithm.AlgorithmId;
import io.aiops.algorithm.AlgorithmQuery;
import io.aiops.algorithm.AlgorithmRepository;
import io.aiops.algorithm.AlgorithmStatus;
import io.aiops.algorithm.AlgorithmVersion;
import io.aiops.algorithm.CloneUrl;
import io.aiops.algorithm.RegisteredAlgorithm;
import io.aiops.algorithm.Registration;
import io.aiops.algorithm.RepositoryLink;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.ServiceId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Algorithms in {@code algorithms}, {@code algorithm_versions} and {@code algorithm_repositories}. Whoever changes a version or
 * a link locks its algorithm first, so that two registrations of one algorithm take turns. Times are kept to the microsecond.
 */
public final class PostgresAlgorithmRepository implements AlgorithmRepository {

    private final Database database;
    private final Clock clock;

    /** A repository on this database; the clock stamps what it changes. */
    public PostgresAlgorithmRepository(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Algorithm create(AlgorithmId id, AlgorithmChange said, String actor) {
        return database.inTransaction(handle -> insert(handle, id, said, actor)
                .orElseThrow(() -> new AiOpsException(
                        ErrorCode.ALGORITHM_EXISTS,
                        "there is an algorithm " + id + " already; change that one, or use another id")));
    }

    @Override
    public Algorithm save(AlgorithmId id, AlgorithmChange said, String actor) {
        return database.inTransaction(
                handle -> insert(handle, id, said, actor).orElseGet(() -> change(handle, id, said)));
    }

    @Override
    public RegisteredAlgorithm register(Registration registration) {
        AlgorithmId id = registration.id();
        return database.inTransaction(handle -> {
            Optional<Algorithm> fresh = insert(
                    handle, id, registration.said(), registration.version().createdBy());
            Algorithm algorithm = fresh.orElseGet(() -> change(handle, id, registration.said()));
            registration.link().ifPresent(link -> requireSameRepository(handle, link));
            AlgorithmVersion version = addVersion(handle, registration.version());
            Optional<RepositoryLink> link = registration.link().map(wanted -> link(handle, wanted));
            return new RegisteredAlgorithm(algorithm, version, link.or(() -> linkOf(handle, id)), fresh.isPresent());
        });
    }

    @Override
    public Optional<Algorithm> find(AlgorithmId id) {
        return database.ask(handle -> handle.createQuery("SELECT * FROM algorithms WHERE id = :id")
                .bind("id", id.value())
                .map((row, context) -> AlgorithmRows.algorithm(row))
                .findOne());
    }

    @Override
    public List<Algorithm> list(AlgorithmQuery query) {
        String conditions = (query.after().isPresent() ? " AND id > :after" : "")
                + (query.category().isPresent() ? " AND category = :category" : "")
                + (query.status().isPresent() ? " AND status = :status" : "");
        return database.ask(handle -> {
            var select = handle.createQuery(
                            "SELECT * FROM algorithms WHERE true" + conditions + " ORDER BY id LIMIT :limit")
                    .bind("limit", query.limit());
            query.after().ifPresent(after -> select.bind("after", after.value()));
            query.category().ifPresent(category -> select.bind("category", category));
            query.status().ifPresent(status -> select.bind("status", status.word()));
            return select.map((row, context) -> AlgorithmRows.algorithm(row)).list();
        });
    }

    @Override
    public Algorithm update(AlgorithmId id, AlgorithmChange change) {
        return database.inTransaction(handle -> change(handle, id, change));
    }

    @Override
    public void delete(AlgorithmId id, boolean evenIfUsed) {
        database.inTransaction(handle -> {
            // Nobody can begin to use what is locked like this.
            lock(handle, id);
            List<ServiceId> users = servicesOf(handle, id);
            if (!users.isEmpty() && !evenIfUsed) {
                List<String> names = users.stream().map(ServiceId::value).toList();
                throw new AiOpsException(
                                ErrorCode.ALGORITHM_IN_USE,
                                "algorithm " + id + " is used by " + String.join(", ", names)
                                        + "; delete these services first, or say that it does not matter")
                        .with("services", names);
            }
            return handle.createUpdate("DELETE FROM algorithms WHERE id = :id")
                    .bind("id", id.value())
                    .execute();
        });
    }

    @Override
    public AlgorithmVersion addVersion(AlgorithmVersion version) {
        return database.inTransaction(handle -> {
            lock(handle, version.algorithm());
            return addVersion(handle, version);
        });
    }

    @Override
    public List<AlgorithmVersion> versions(AlgorithmId id, Optional<String> before, int limit) {
        String condition = before.isPresent() ? """
                 AND (created_at, version COLLATE "C") <
                    (SELECT created_at, version COLLATE "C" FROM algorithm_versions
                     WHERE algorithm_id = :id AND version = :before)
                """ : "";
        return database.inTransaction(handle -> {
            require(handle, id, "SELECT id FROM algorithms WHERE id = :id");
            var select = handle.createQuery("SELECT * FROM algorithm_versions WHERE algorithm_id = :id" + condition
                            + " ORDER BY created_at DESC, version COLLATE \"C\" DESC LIMIT :limit")
                    .bind("id", id.value())
                    .bind("limit", limit);
            before.ifPresent(version -> select.bind("before", version));
            return select.map((row, context) -> AlgorithmRows.version(row)).list();
        });
    }

    @Override
    public RepositoryLink link(RepositoryLink link) {
        return database.inTransaction(handle -> {
            lock(handle, link.algorithm());
            return link(handle, link);
        });
    }

    @Override
    public Optional<RepositoryLink> linkOf(AlgorithmId id) {
        return database.ask(handle -> linkOf(handle, id));
    }

    @Override
    public List<RepositoryLink> findByCloneUrl(String url) {
        return database.ask(handle -> handle.createQuery(
                        "SELECT * FROM algorithm_repositories WHERE clone_url IN (<urls>) ORDER BY algorithm_id")
                .bindList("urls", CloneUrl.spellings(url))
                .map((row, context) -> AlgorithmRows.link(row))
                .list());
    }

    @Override
    public void use(AlgorithmId id, ServiceId service) {
        database.inTransaction(handle -> {
            lock(handle, id);
            int known = handle.createUpdate("""
                            UPDATE algorithm_services SET
                                updated_at = CASE WHEN algorithm_id = :algorithm THEN updated_at ELSE :now END,
                                algorithm_id = :algorithm
                            WHERE id = :service
                            """)
                    .bind("algorithm", id.value())
                    .bind("service", service.value())
                    .bind("now", Columns.time(Columns.now(clock)))
                    .execute();
            if (known == 0) {
                throw PostgresServiceRepository.unknown(service);
            }
            return known;
        });
    }

    @Override
    public List<ServiceId> servicesOf(AlgorithmId id) {
        return database.ask(handle -> servicesOf(handle, id));
    }

    private Optional<Algorithm> insert(Handle handle, AlgorithmId id, AlgorithmChange said, String actor) {
        return bind(handle.createQuery("""
                                INSERT INTO algorithms (id, name, description, category, status, created_by,
                                    created_at, updated_at)
                                VALUES (:id, coalesce(:name, :id), coalesce(:description, ''), coalesce(:category, ''),
                                    coalesce(:status, 'active'), :actor, :now, :now)
                                ON CONFLICT (id) DO NOTHING
                                RETURNING *
                                """), id, said)
                .bind("actor", actor)
                .map((row, context) -> AlgorithmRows.algorithm(row))
                .findOne();
    }

    private Algorithm change(Handle handle, AlgorithmId id, AlgorithmChange said) {
        return bind(handle.createQuery("""
                                UPDATE algorithms SET
                                    name = coalesce(:name, name),
                                    description = coalesce(:description, description),
                                    category = coalesce(:category, category),
                                    status = coalesce(:status, status),
                                    updated_at = CASE WHEN (name, description, category, status) IS DISTINCT FROM
                                        (coalesce(:name, name), coalesce(:description, description),
                                            coalesce(:category, category), coalesce(:status, status))
                                        THEN :now ELSE updated_at END
                                WHERE id = :id
                                RETURNING *
                                """), id, said)
                .map((row, context) -> AlgorithmRows.algorithm(row))
                .findOne()
                .orElseThrow(() -> unknown(id));
    }

    private <S extends SqlStatement<S>> S bind(S statement, AlgorithmId id, AlgorithmChange said) {
        return statement
                .bind("id", id.value())
                .bind("name", said.name())
                .bind("description", said.description())
                .bind("category", said.category())
                .bind("status", said.status().map(AlgorithmStatus::word))
                .bind("now", Columns.time(Columns.now(clock)));
    }

    private AlgorithmVersion addVersion(Handle handle, AlgorithmVersion version) {
        handle.createUpdate("""
                        INSERT INTO algorithm_versions (algorithm_id, version, revision, description, status, created_by,
                            created_at)
                        VALUES (:id, :version, :revision, :description, :status, :actor, :at)
                        ON CONFLICT (algorithm_id, version) DO NOTHING
                        """)
                .bind("id", version.algorithm().value())
                .bind("version", version.version())
                .bind("revision", version.revision())
                .bind("description", version.description())
                .bind("status", version.status().word())
                .bind("actor", version.createdBy())
                .bind("at", Columns.time(version.createdAt()))
                .execute();
        AlgorithmVersion stored = handle.createQuery(
                        "SELECT * FROM algorithm_versions WHERE algorithm_id = :id AND version = :version")
                .bind("id", version.algorithm().value())
                .bind("version", version.version())
                .map((row, context) -> AlgorithmRows.version(row))
                .one();
        if (!stored.revision().equals(version.revision())) {
            throw new AiOpsException(
                            ErrorCode.ALGORITHM_VERSION_CONFLICT,
                            "version " + stored.version() + " of algorithm " + stored.algorithm()
                                    + " is there with revision " + stored.revision() + " and cannot become "
                                    + version.revision() + "; give the new code another version")
                    .with("version", stored.version())
                    .with("revision", stored.revision());
        }
        return stored;
    }

    private void requireSameRepository(Handle handle, RepositoryLink wanted) {
        Optional<RepositoryLink> known = linkOf(handle, wanted.algorithm());
        if (known.isPresent() && !known.get().isSameRepositoryAs(wanted)) {
            throw new AiOpsException(
                            ErrorCode.ALGORITHM_EXISTS,
                            "algorithm " + wanted.algorithm() + " comes from "
                                    + known.get().cloneUrl()
                                    + ", not from " + wanted.cloneUrl()
                                    + "; give the one that is registered now another id in its aiops.yaml")
                    .with("clone_url", known.get().cloneUrl());
        }
    }

    private RepositoryLink link(Handle handle, RepositoryLink link) {
        return handle.createQuery("""
                        INSERT INTO algorithm_repositories AS r (algorithm_id, gitea_config_id, full_name, clone_url,
                            default_branch, created_at, updated_at)
                        VALUES (:id, :config, :full_name, :url, :branch, :now, :now)
                        ON CONFLICT (algorithm_id) DO UPDATE SET
                            gitea_config_id = coalesce(excluded.gitea_config_id, r.gitea_config_id),
                            full_name = excluded.full_name,
                            clone_url = excluded.clone_url,
                            default_branch = excluded.default_branch,
                            updated_at = excluded.updated_at
                        RETURNING *
                        """)
                .bind("id", link.algorithm().value())
                .bind("config", link.giteaConfig())
                .bind("full_name", link.fullName())
                .bind("url", link.cloneUrl())
                .bind("branch", link.defaultBranch())
                .bind("now", Columns.time(Columns.now(clock)))
                .map((row, context) -> AlgorithmRows.link(row))
                .one();
    }

    private static Optional<RepositoryLink> linkOf(Handle handle, AlgorithmId id) {
        return handle.createQuery("SELECT * FROM algorithm_repositories WHERE algorithm_id = :id")
                .bind("id", id.value())
                .map((row, context) -> AlgorithmRows.link(row))
                .findOne();
    }

    private static List<ServiceId> servicesOf(Handle handle, AlgorithmId id) {
        return handle.createQuery("SELECT id FROM algorithm_services WHERE algorithm_id = :id ORDER BY id")
                .bind("id", id.value())
                .map((row, context) -> ServiceId.of(row.getString("id")))
                .list();
    }

    private static void lock(Handle handle, AlgorithmId id) {
        require(handle, id, "SELECT id FROM algorithms WHERE id = :id FOR UPDATE");
    }

    private static void require(Handle handle, AlgorithmId id, String question) {
        Optional<String> found = handle.createQuery(question)
                .bind("id", id.value())
                .mapTo(String.class)
                .findOne();
        if (found.isEmpty()) {
            throw unknown(id);
        }
    }

    private static AiOpsException unknown(AlgorithmId id) {
        return new AiOpsException(ErrorCode.ALGORITHM_NOT_FOUND, "there is no algorithm " + id);
    }
}
