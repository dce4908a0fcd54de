package io.aiops.postgres;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.orchestration.Release;
import io.aiops.orchestration.ServiceRecord;
import io.aiops.orchestration.ServiceRepository;
import io.aiops.service.DesiredState;
import io.aiops.service.ServiceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Services and releases in {@code algorithm_services} and {@code releases}. Times are kept to the microsecond. */
public final class PostgresServiceRepository implements ServiceRepository {

    private static final String SERVICES = """
            SELECT s.id, s.name, s.platform_id, s.desired, s.created_at, s.updated_at, s.current_release,
            """ + ReleaseRows.COLUMNS + """
                    FROM algorithm_services s
                    LEFT JOIN releases r ON r.service_id = s.id AND r.number = s.current_release
                    """;

    private final Database database;
    private final Clock clock;
    private final ReleaseRows releaseRows = new ReleaseRows();

    /** A repository on this database; the clock stamps what it changes. */
    public PostgresServiceRepository(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public ServiceRecord register(ServiceId id, String name, String platformId) {
        return database.inTransaction(handle -> {
            int changed = handle.createUpdate("""
                            INSERT INTO algorithm_services AS s (id, name, platform_id, created_at, updated_at)
                            VALUES (:id, :name, :platform, :now, :now)
                            ON CONFLICT (id) DO UPDATE SET
                                name = excluded.name,
                                updated_at = CASE WHEN s.name = excluded.name THEN s.updated_at ELSE excluded.updated_at END
                            WHERE s.platform_id = excluded.platform_id
                            """)
                    .bind("id", id.value())
                    .bind("name", name)
                    .bind("platform", platformId)
                    .bind("now", Columns.time(Columns.now(clock)))
                    .execute();
            ServiceRecord stored = find(handle, id).orElseThrow(() -> unknown(id));
            if (changed == 0) {
                throw new AiOpsException(
                                ErrorCode.FOREIGN_SERVICE,
                                "service " + id + " belongs to platform " + stored.platformId()
                                        + "; use another id, or deploy it there")
                        .with("platform_id", stored.platformId());
            }
            return stored;
        });
    }

    @Override
    public Optional<ServiceRecord> find(ServiceId id) {
        return database.ask(handle -> find(handle, id));
    }

    @Override
    public List<ServiceRecord> list() {
        return database.ask(handle -> handle.createQuery(SERVICES + " ORDER BY s.id")
                .map((row, context) -> service(row))
                .list());
    }

    @Override
    public void desire(ServiceId id, DesiredState desired) {
        database.inTransaction(handle -> handle.createUpdate("""
                        UPDATE algorithm_services SET desired = :desired, updated_at = :now
                        WHERE id = :id AND desired IS DISTINCT FROM :desired
                        """)
                .bind("id", id.value())
                .bind("desired", desired.word())
                .bind("now", Columns.time(Columns.now(clock)))
                .execute());
    }

    @Override
    public void saveRelease(Release release) {
        database.inTransaction(handle -> {
            int known = handle.createUpdate("""
                            UPDATE algorithm_services SET last_release = greatest(last_release, :number), updated_at = :now
                            WHERE id = :id
                            """)
                    .bind("id", release.service().value())
                    .bind("number", release.number())
                    .bind("now", Columns.time(Columns.now(clock)))
                    .execute();
            if (known == 0) {
                throw unknown(release.service());
            }
            return releaseRows.bind(handle.createUpdate("""
                                    INSERT INTO releases (service_id, number, spec, source_kind, source_location,
                                        source_revision, command, endpoints, handle, created_by, created_at)
                                    VALUES (:service, :number, CAST(:spec AS jsonb), :source_kind, :source_location,
                                        :source_revision, CAST(:command AS jsonb), CAST(:endpoints AS jsonb),
                                        CAST(:handle AS jsonb), :created_by, :created_at)
                                    ON CONFLICT (service_id, number) DO UPDATE SET
                                        spec = excluded.spec,
                                        source_kind = excluded.source_kind,
                                        source_location = excluded.source_location,
                                        source_revision = excluded.source_revision,
                                        command = excluded.command,
                                        endpoints = excluded.endpoints,
                                        handle = excluded.handle,
                                        created_by = excluded.created_by,
                                        created_at = excluded.created_at
                                    """), release).execute();
        });
    }

    @Override
    public Optional<Release> findRelease(ServiceId id, int number) {
        return database.ask(handle -> handle.createQuery("SELECT " + ReleaseRows.COLUMNS
                        + " FROM releases r WHERE r.service_id = :id AND r.number = :number")
                .bind("id", id.value())
                .bind("number", number)
                .map((row, context) -> releaseRows.read(id, row))
                .findOne());
    }

    @Override
    public List<Release> releases(ServiceId id) {
        return database.ask(handle -> handle.createQuery("SELECT " + ReleaseRows.COLUMNS
                        + " FROM releases r WHERE r.service_id = :id ORDER BY r.number DESC")
                .bind("id", id.value())
                .map((row, context) -> releaseRows.read(id, row))
                .list());
    }

    @Override
    public void deleteRelease(ServiceId id, int number) {
        database.inTransaction(handle -> handle.createUpdate("""
                        DELETE FROM releases WHERE service_id = :id AND number = :number AND NOT EXISTS
                            (SELECT FROM algorithm_services WHERE id = :id AND current_release = :number)
                        """)
                .bind("id", id.value())
                .bind("number", number)
                .execute());
    }

    @Override
    public void makeCurrent(ServiceId id, int number) {
        database.inTransaction(handle -> {
            int changed = handle.createUpdate("""
                            UPDATE algorithm_services SET current_release = :number, updated_at = :now
                            WHERE id = :id AND EXISTS (SELECT FROM releases WHERE service_id = :id AND number = :number)
                            """)
                    .bind("id", id.value())
                    .bind("number", number)
                    .bind("now", Columns.time(Columns.now(clock)))
                    .execute();
            if (changed == 0) {
                throw find(handle, id).isEmpty()
                        ? unknown(id)
                        : new AiOpsException(
                                ErrorCode.NO_RELEASE, "service " + id + " has no release " + number + " to serve");
            }
            return changed;
        });
    }

    @Override
    public void delete(ServiceId id) {
        database.inTransaction(handle -> handle.createUpdate("DELETE FROM algorithm_services WHERE id = :id")
                .bind("id", id.value())
                .execute());
    }

    static AiOpsException unknown(ServiceId id) {
        return new AiOpsException(ErrorCode.SERVICE_NOT_FOUND, "there is no service " + id);
    }

    private Optional<ServiceRecord> find(Handle handle, ServiceId id) {
        return handle.createQuery(SERVICES + " WHERE s.id = :id")
                .bind("id", id.value())
                .map((row, context) -> service(row))
                .findOne();
    }

    private ServiceRecord service(ResultSet row) throws SQLException {
        ServiceId id = ServiceId.of(row.getString("id"));
        Optional<Release> current =
                row.getString("spec") == null ? Optional.empty() : Optional.of(releaseRows.read(id, row));
        return new ServiceRecord(
                id,
                row.getString("name"),
                row.getString("platform_id"),
                Columns.constant(DesiredState.class, row.getString("desired"), DesiredState.STOPPED),
                current,
                Columns.time(row, "created_at"),
                Columns.time(row, "updated_at"));
    }
}
