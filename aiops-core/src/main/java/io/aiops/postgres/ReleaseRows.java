package io.aiops.postgres;

import io.aiops.orchestration.Release;
import io.aiops.orchestration.Source;
import io.aiops.service.ServiceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Between releases and their rows; thread-safe. Columns of a joined query carry the prefix {@code release_} where they need one. */
final class ReleaseRows {

    /** The columns that {@link #read} wants; the alias of the table is {@code r}. */
    static final String COLUMNS = """
            r.number, r.spec, r.source_kind, r.source_location, r.source_revision, r.command, r.endpoints, r.handle,
            r.created_by, r.created_at AS release_created_at
            """;

    /** So many releases are remembered as parsed. */
    private static final int REMEMBERED = 2000;

    private final JsonColumns json = new JsonColumns();
    private final Map<Texts, Release> parsed = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Texts, Release> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * All that a row says of a release, as it came. Equal texts mean an equal release, whoever wrote the row, so that a release
     * that was parsed once needs no parsing again.
     */
    private record Texts(
            ServiceId service,
            int number,
            String spec,
            String command,
            String endpoints,
            @Nullable String handle,
            Source source,
            String createdBy,
            Instant createdAt) {}

    Release read(ServiceId service, ResultSet row) throws SQLException {
        Texts texts = new Texts(
                service,
                row.getInt("number"),
                row.getString("spec"),
                row.getString("command"),
                row.getString("endpoints"),
                row.getString("handle"),
                Columns.source(row),
                row.getString("created_by"),
                Columns.time(row, "release_created_at"));
        synchronized (parsed) {
            return parsed.computeIfAbsent(texts, this::parse);
        }
    }

    private Release parse(Texts texts) {
        return new Release(
                texts.number(),
                json.read(texts.spec(), StoredSpec.class, "spec").toSpec(texts.service()),
                texts.source(),
                Arrays.asList(json.read(texts.command(), String[].class, "command")),
                Arrays.stream(json.read(texts.endpoints(), StoredEndpoint[].class, "endpoints"))
                        .map(StoredEndpoint::toEndpoint)
                        .toList(),
                Optional.ofNullable(texts.handle())
                        .map(text ->
                                json.read(text, StoredHandle.class, "handle").toHandle()),
                texts.createdBy(),
                texts.createdAt());
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
