package io.aiops.postgres;

import io.aiops.error.ErrorCode;
import io.aiops.orchestration.Deployment;
import io.aiops.orchestration.DeploymentError;
import io.aiops.orchestration.DeploymentState;
import io.aiops.orchestration.DeploymentStep;
import io.aiops.orchestration.StepName;
import io.aiops.service.ServiceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the rows of deployments joined with their steps, in the order of the rows. */
final class DeploymentRows {

    /** What {@link #add} wants of a deployment with the alias {@code d} and a step with the alias {@code t}. */
    static final String COLUMNS = """
            d.id, d.service_id, d.release, d.platform_id, d.state, d.source_kind, d.source_location, d.source_revision,
            d.created_by, d.created_at, d.finished_at, d.error_code, d.error_message, d.error_step, d.error_log_tail,
            t.name AS step_name, t.state AS step_state, t.started_at AS step_started_at,
            t.finished_at AS step_finished_at, t.message AS step_message
            """;

    private final Map<String, Deployment> found = new LinkedHashMap<>();

    DeploymentRows add(ResultSet row) throws SQLException {
        String id = row.getString("id");
        Deployment known = found.get(id);
        Deployment deployment = known == null ? deployment(id, row) : known;
        Optional<DeploymentStep> step = step(row);
        found.put(id, step.isPresent() ? with(deployment, step.get()) : deployment);
        return this;
    }

    List<Deployment> list() {
        return List.copyOf(found.values());
    }

    private static Deployment deployment(String id, ResultSet row) throws SQLException {
        return new Deployment(
                id,
                ServiceId.of(row.getString("service_id")),
                row.getInt("release"),
                row.getString("platform_id"),
                DeploymentState.valueOf(row.getString("state").toUpperCase(java.util.Locale.ROOT)),
                Columns.source(row),
                row.getString("created_by"),
                Columns.time(row, "created_at"),
                Columns.optionalTime(row, "finished_at"),
                List.of(),
                error(row));
    }

    private static Optional<DeploymentError> error(ResultSet row) throws SQLException {
        String code = row.getString("error_code");
        if (code == null) {
            return Optional.empty();
        }
        return Optional.of(new DeploymentError(
                Columns.constant(ErrorCode.class, code, ErrorCode.INTERNAL),
                row.getString("error_message"),
                Columns.constant(StepName.class, row.getString("error_step"), StepName.FETCH),
                row.getString("error_log_tail")));
    }

    /** Absent for a step that only a newer platform knows. */
    private static Optional<DeploymentStep> step(ResultSet row) throws SQLException {
        String word = row.getString("step_name");
        for (StepName name : StepName.values()) {
            if (name.word().equals(word)) {
                Optional<Instant> startedAt = Columns.optionalTime(row, "step_started_at");
                return Optional.of(new DeploymentStep(
                        name,
                        Columns.constant(
                                DeploymentStep.State.class, row.getString("step_state"), DeploymentStep.State.PENDING),
                        startedAt,
                        Columns.optionalTime(row, "step_finished_at"),
                        Columns.text(row, "step_message"),
                        row.getString("step_output")));
            }
        }
        return Optional.empty();
    }

    private static Deployment with(Deployment deployment, DeploymentStep step) {
        List<DeploymentStep> steps = new ArrayList<>(deployment.steps());
        steps.add(step);
        return new Deployment(
                deployment.id(),
                deployment.service(),
                deployment.release(),
                deployment.platformId(),
                deployment.state(),
                deployment.source(),
                deployment.createdBy(),
                deployment.createdAt(),
                deployment.finishedAt(),
                steps,
                deployment.error());
    }
}
