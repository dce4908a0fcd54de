package io.aiops.postgres;

import io.aiops.orchestration.Source;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the values of several tables are written and read. */
final class Columns {

    private Columns() {}

    /** Now, as precise as a column is. */
    static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    static @Nullable OffsetDateTime time(Optional<Instant> at) {
        return at.isPresent() ? time(at.get()) : null;
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static Optional<Instant> optionalTime(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    static Source source(ResultSet row) throws SQLException {
        return new Source(
                Source.Kind.valueOf(row.getString("source_kind").toUpperCase(Locale.ROOT)),
                row.getString("source_location"),
                text(row, "source_revision"));
    }

    static String word(Source.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** A program's output may hold NUL, which no text column can. */
    static String printable(String output) {
        return output.replace('\0', '\uFFFD');
    }

    /** The constant behind a word, or the other one when the word comes from a newer platform. */
    static <E extends Enum<E>> E constant(Class<E> type, String word, E otherwise) {
        for (E each : type.getEnumConstants()) {
            if (each.name().equalsIgnoreCase(word)) {
                return each;
            }
        }
        return otherwise;
    }
}
