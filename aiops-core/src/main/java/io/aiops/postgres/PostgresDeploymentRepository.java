package io.aiops.postgres;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.orchestration.Deployment;
import io.aiops.orchestration.DeploymentError;
import io.aiops.orchestration.DeploymentRepository;
import io.aiops.orchestration.DeploymentState;
import io.aiops.orchestration.DeploymentStep;
import io.aiops.orchestration.Source;
import io.aiops.orchestration.StepName;
import io.aiops.service.ServiceId;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** Deployments in {@code deployments} and {@code deployment_steps}. Times are kept to the microsecond. */
public final class PostgresDeploymentRepository implements DeploymentRepository {

    private static final String WITH_STEPS = "SELECT " + DeploymentRows.COLUMNS + ", t.output AS step_output FROM ";
    private static final String STEPS = " d LEFT JOIN deployment_steps t ON t.deployment_id = d.id ";

    private static final List<StepName> ORDER = List.of(StepName.values());

    private final Database database;
    private final Clock clock;
    private final DeploymentIds ids;

    /** A repository on this database; the clock stamps what it changes and orders the ids. */
    public PostgresDeploymentRepository(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.ids = new DeploymentIds(clock);
    }

    @Override
    public Deployment create(ServiceId service, String platformId, Source source, String createdBy) {
        return database.inTransaction(handle -> {
            // The row lock of the counter lets only one of two creators look at a time.
            int release = nextRelease(handle, service);
            underWay(handle, service).ifPresent(id -> {
                throw new AiOpsException(
                                ErrorCode.DEPLOYMENT_IN_PROGRESS,
                                "deployment " + id + " of service " + service
                                        + " is under way; wait for it or cancel it")
                        .with("deployment_id", id);
            });
            Deployment deployment = new Deployment(
                    ids.next(),
                    service,
                    release,
                    platformId,
                    DeploymentState.QUEUED,
                    source,
                    createdBy,
                    Columns.now(clock),
                    Optional.empty(),
                    Arrays.stream(StepName.values())
                            .map(DeploymentStep::pending)
                            .toList(),
                    Optional.empty());
            insert(handle, deployment);
            return deployment;
        });
    }

    @Override
    public boolean move(String id, DeploymentState from, DeploymentState to) {
        Optional<Instant> end = to.isFinal() ? Optional.of(Columns.now(clock)) : Optional.empty();
        return database.inTransaction(handle -> handle.createUpdate("""
                                UPDATE deployments
                                SET state = :to,
                                    finished_at = CASE WHEN :final THEN coalesce(finished_at, CAST(:now AS timestamptz)) END
                                WHERE id = :id AND state = :from AND (:final OR finished_at IS NULL)
                                """)
                        .bind("id", id)
                        .bind("from", from.word())
                        .bind("to", to.word())
                        .bind("final", to.isFinal())
                        .bind("now", Columns.time(end))
                        .execute()
                == 1);
    }

    @Override
    public void fail(String id, DeploymentError error) {
        database.inTransaction(handle -> {
            int changed = handle.createUpdate("""
                            UPDATE deployments
                            SET error_code = :code, error_message = :message, error_step = :step, error_log_tail = :log_tail
                            WHERE id = :id
                            """)
                    .bind("id", id)
                    .bind("code", error.code().name())
                    .bind("message", Columns.printable(error.message()))
                    .bind("step", error.step().word())
                    .bind("log_tail", Columns.printable(error.logTail()))
                    .execute();
            if (changed == 0) {
                throw unknown(id);
            }
            return changed;
        });
    }

    @Override
    public void saveStep(String id, DeploymentStep step) {
        database.inTransaction(handle -> {
            boolean known = handle.createQuery("SELECT FROM deployments WHERE id = :id FOR KEY SHARE")
                    .bind("id", id)
                    .map((row, context) -> true)
                    .findOne()
                    .orElse(false);
            if (!known) {
                throw unknown(id);
            }
            return insertSteps(handle, id, List.of(step));
        });
    }

    @Override
    public Optional<Deployment> find(String id) {
        return database.ask(handle -> collect(
                        handle.createQuery(WITH_STEPS + "deployments" + STEPS + "WHERE d.id = :id ORDER BY t.position")
                                .bind("id", id))
                .stream()
                .findFirst());
    }

    @Override
    public List<Deployment> list(Optional<ServiceId> service, int limit, Optional<String> before) {
        String page = "(SELECT * FROM deployments WHERE true"
                + (service.isPresent() ? " AND service_id = :service" : "")
                + (before.isPresent() ? " AND id < :before" : "")
                + " ORDER BY id DESC LIMIT :limit)";
        return database.ask(handle -> {
            Query query = handle.createQuery(WITH_STEPS + page + STEPS + "ORDER BY d.id DESC, t.position")
                    .bind("limit", limit);
            service.ifPresent(id -> query.bind("service", id.value()));
            before.ifPresent(id -> query.bind("before", id));
            return collect(query);
        });
    }

    @Override
    public List<Deployment> unfinished(String platformId) {
        return database.ask(handle -> collect(
                handle.createQuery(WITH_STEPS + "deployments" + STEPS + """
                        WHERE d.platform_id = :platform AND d.finished_at IS NULL
                        ORDER BY d.id, t.position
                        """).bind("platform", platformId)));
    }

    @Override
    public Map<ServiceId, Deployment> news() {
        // Of most services the newest deployment is the current release: the number alone tells, no step is read.
        String newest = """
                (SELECT latest.* FROM algorithm_services s CROSS JOIN LATERAL
                    (SELECT * FROM deployments WHERE service_id = s.id AND release >= coalesce(s.current_release, 0)
                        ORDER BY release DESC LIMIT 1) latest
                    WHERE latest.finished_at IS NULL
                        OR (latest.state IN ('failed', 'cancelled', 'rolled_back')
                            AND latest.release > coalesce(s.current_release, 0)))
                """;
        String sql = "SELECT " + DeploymentRows.COLUMNS + ", '' AS step_output FROM " + newest + STEPS
                + "ORDER BY d.service_id, t.position";
        return database.ask(handle -> collect(handle.createQuery(sql))).stream()
                .collect(Collectors.toUnmodifiableMap(Deployment::service, Function.identity()));
    }

    private static int nextRelease(Handle handle, ServiceId service) {
        return handle.createQuery("""
                        UPDATE algorithm_services SET last_release = last_release + 1 WHERE id = :id
                        RETURNING last_release
                        """)
                .bind("id", service.value())
                .mapTo(Integer.class)
                .findOne()
                .orElseThrow(() -> PostgresServiceRepository.unknown(service));
    }

    private static Optional<String> underWay(Handle handle, ServiceId service) {
        return handle.createQuery("SELECT id FROM deployments WHERE service_id = :id AND finished_at IS NULL")
                .bind("id", service.value())
                .mapTo(String.class)
                .findOne();
    }

    private static void insert(Handle handle, Deployment deployment) {
        handle.createUpdate("""
                        INSERT INTO deployments (id, service_id, release, platform_id, state, source_kind, source_location,
                            source_revision, created_by, created_at)
                        VALUES (:id, :service, :release, :platform, :state, :source_kind, :source_location,
                            :source_revision, :created_by, :created_at)
                        """)
                .bind("id", deployment.id())
                .bind("service", deployment.service().value())
                .bind("release", deployment.release())
                .bind("platform", deployment.platformId())
                .bind("state", deployment.state().word())
                .bind("source_kind", Columns.word(deployment.source().kind()))
                .bind("source_location", deployment.source().location())
                .bind("source_revision", deployment.source().revision().orElse(null))
                .bind("created_by", deployment.createdBy())
                .bind("created_at", Columns.time(deployment.createdAt()))
                .execute();
        insertSteps(handle, deployment.id(), deployment.steps());
    }

    private static int insertSteps(Handle handle, String id, List<DeploymentStep> steps) {
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO deployment_steps
                    (deployment_id, name, position, state, started_at, finished_at, message, output)
                VALUES (:deployment, :name, :position, :state, :started_at, :finished_at, :message, :output)
                ON CONFLICT (deployment_id, name) DO UPDATE SET
                    position = excluded.position,
                    state = excluded.state,
                    started_at = excluded.started_at,
                    finished_at = excluded.finished_at,
                    message = excluded.message,
                    output = excluded.output
                """);
        for (DeploymentStep step : steps) {
            batch.bind("deployment", id)
                    .bind("name", step.name().word())
                    .bind("position", ORDER.indexOf(step.name()))
                    .bind("state", step.state().word())
                    .bind("started_at", Columns.time(step.startedAt()))
                    .bind("finished_at", Columns.time(step.finishedAt()))
                    .bind("message", step.message().map(Columns::printable).orElse(null))
                    .bind("output", Columns.printable(step.output()))
                    .add();
        }
        return batch.execute().length;
    }

    private static List<Deployment> collect(Query query) {
        return query.reduceResultSet(new DeploymentRows(), (rows, row, context) -> rows.add(row))
                .list();
    }

    private static AiOpsException unknown(String id) {
        return new AiOpsException(ErrorCode.DEPLOYMENT_NOT_FOUND, "there is no deployment " + id);
    }
}
