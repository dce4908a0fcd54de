package io.aiops.postgres;

import io.aiops.algorithm.Algorithm;
import io.aiops.algorithm.AlgorithmId;
import io.aiops.algorithm.AlgorithmStatus;
import io.aiops.algorithm.AlgorithmVersion;
import io.aiops.algorithm.RepositoryLink;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** How the rows of algorithms are read. */
final class AlgorithmRows {

    private AlgorithmRows() {}

    static Algorithm algorithm(ResultSet row) throws SQLException {
        return new Algorithm(
                AlgorithmId.of(row.getString("id")),
                row.getString("name"),
                row.getString("description"),
                row.getString("category"),
                status(row),
                row.getString("created_by"),
                Columns.time(row, "created_at"),
                Columns.time(row, "updated_at"));
    }

    static AlgorithmVersion version(ResultSet row) throws SQLException {
        return new AlgorithmVersion(
                AlgorithmId.of(row.getString("algorithm_id")),
                row.getString("version"),
                row.getString("revision"),
                row.getString("description"),
                status(row),
                row.getString("created_by"),
                Columns.time(row, "created_at"));
    }

    static RepositoryLink link(ResultSet row) throws SQLException {
        return new RepositoryLink(
                AlgorithmId.of(row.getString("algorithm_id")),
                row.getString("full_name"),
                row.getString("clone_url"),
                row.getString("default_branch"),
                Optional.ofNullable(row.getObject("gitea_config_id", UUID.class)));
    }

    private static AlgorithmStatus status(ResultSet row) throws SQLException {
        return Columns.constant(AlgorithmStatus.class, row.getString("status"), AlgorithmStatus.INACTIVE);
    }
}
