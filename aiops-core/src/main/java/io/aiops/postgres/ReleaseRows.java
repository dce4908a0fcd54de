package io.aiops.postgres;

import io.aiops.orchestration.Release;
import io.aiops.service.ServiceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jdbi.v3.core.statement.Update;

/** Between releases and their rows; columns of a joined query carry the prefix {@code release_} where they need one. */
final class ReleaseRows {

    /** The columns that {@link #read} wants; the alias of the table is {@code r}. */
    static final String COLUMNS = """
            r.number, r.spec, r.source_kind, r.source_location, r.source_revision, r.command, r.endpoints, r.handle,
            r.created_by, r.created_at AS release_created_at
            """;

    private final JsonColumns json = new JsonColumns();

    Release read(ServiceId service, ResultSet row) throws SQLException {
        return new Release(
                row.getInt("number"),
                json.read(row.getString("spec"), StoredSpec.class, "spec").toSpec(service),
                Columns.source(row),
                Arrays.asList(json.read(row.getString("command"), String[].class, "command")),
                Arrays.stream(json.read(row.getString("endpoints"), StoredEndpoint[].class, "endpoints"))
                        .map(StoredEndpoint::toEndpoint)
                        .toList(),
                Columns.text(row, "handle")
                        .map(text ->
                                json.read(text, StoredHandle.class, "handle").toHandle()),
                row.getString("created_by"),
                Columns.time(row, "release_created_at"));
    }

    Update bind(Update update, Release release) {
        return update.bind("service", release.service().value())
                .bind("number", release.number())
                .bind("spec", json.write(StoredSpec.of(release.spec())))
                .bind("source_kind", Columns.word(release.source().kind()))
                .bind("source_location", release.source().location())
                .bind("source_revision", release.source().revision().orElse(null))
                .bind("command", json.write(release.command()))
                .bind(
                        "endpoints",
                        json.write(release.endpoints().stream()
                                .map(StoredEndpoint::of)
                                .toList()))
                .bind(
                        "handle",
                        release.handle()
                                .map(handle -> json.write(StoredHandle.of(handle)))
                                .orElse(null))
                .bind("created_by", release.createdBy())
                .bind("created_at", Columns.time(release.createdAt()));
    }
}
