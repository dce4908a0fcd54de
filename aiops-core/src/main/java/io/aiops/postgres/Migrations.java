package io.aiops.postgres;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the tables of a schema up to date. Scripts, history table and schema are the platform's own, so the migrations of a
 * host neither see these nor are seen.
 */
final class Migrations {

    private static final String HISTORY = "aiops_schema_history";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Migrations() {}

    static void run(DataSource dataSource, String schema) {
        try (Connection connection = dataSource.getConnection()) {
            // Flyway lets one migrate at a time too, by failing and trying again; waiting in line spares the retries.
            AdvisoryLock lock = AdvisoryLock.take(connection, "migrations", schema, PATIENCE);
            try {
                migrate(dataSource, schema);
            } finally {
                lock.giveBack();
            }
        } catch (SQLException failed) {
            throw SqlFailure.of(failed).asError();
        }
    }

    private static void migrate(DataSource dataSource, String schema) {
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(dataSource)
                    .schemas(schema)
                    .defaultSchema(schema)
                    .createSchemas(true)
                    .table(HISTORY)
                    .locations("classpath:io/aiops/postgres/migration")
                    .failOnMissingLocations(true)
                    .baselineOnMigrate(false)
                    .cleanDisabled(true)
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (FlywayException failed) {
            SqlFailure failure = SqlFailure.of(failed);
            if (failure.isUnavailable()) {
                throw failure.asError();
            }
            throw new AiOpsException(
                    ErrorCode.INTERNAL,
                    "the tables in schema " + schema + " could not be brought up to date: " + failed.getMessage(),
                    failed);
        }
    }
}
