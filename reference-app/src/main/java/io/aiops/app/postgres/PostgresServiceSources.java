package io.aiops.app.postgres;

import io.aiops.app.gitea.ServiceSources;
import io.aiops.postgres.Database;
import io.aiops.service.ServiceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Sources in the table {@code service_sources}. */
public final class PostgresServiceSources implements ServiceSources {

    private static final String SELECT =
            "SELECT service_id, repo_url, branch, configuration::text FROM service_sources ";

    private final Database database;

    /** Sources in this database. */
    public PostgresServiceSources(Database database) {
        this.database = database;
    }

    @Override
    public void save(ServiceSource source, String author) {
        database.inTransaction(handle -> handle.createUpdate("""
                        INSERT INTO service_sources (service_id, repo_url, branch, configuration, created_by)
                        VALUES (:service, :url, :branch, CAST(:configuration AS jsonb), :author)
                        ON CONFLICT (service_id) DO UPDATE SET repo_url = :url, branch = :branch,
                            configuration = CAST(:configuration AS jsonb), created_by = :author, updated_at = now()
                        """)
                .bind("service", source.service().value())
                .bind("url", source.repoUrl())
                .bind("branch", source.branch())
                .bind("configuration", source.configuration())
                .bind("author", author)
                .execute());
    }

    @Override
    public Optional<ServiceSource> find(ServiceId service) {
        return database.inTransaction(handle -> handle.createQuery(SELECT + "WHERE service_id = :service")
                .bind("service", service.value())
                .map((row, context) -> source(row))
                .findOne());
    }

    @Override
    public List<ServiceSource> following() {
        return database.inTransaction(handle -> handle.createQuery(SELECT + "WHERE branch <> '' ORDER BY service_id")
                .map((row, context) -> source(row))
                .list());
    }

    private static ServiceSource source(ResultSet row) throws SQLException {
        return new ServiceSource(
                ServiceId.of(row.getString("service_id")),
                row.getString("repo_url"),
                row.getString("branch"),
                row.getString("configuration"));
    }
}
