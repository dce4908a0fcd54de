package io.aiops.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.aiops.audit.AuditEvent;
import io.aiops.audit.AuditLog;
import io.aiops.audit.AuditOutcome;
import io.aiops.audit.AuditQuery;
import io.aiops.audit.AuditRecord;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.postgres.Database;
import io.aiops.postgres.PostgresAuditLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

@ExtendWith(PostgresExtension.class)
class PostgresAuditLogTest {

    private static final AuditEvent UPDATE = AuditEvent.of("anna", "config.update", "config", "service.port");

    private final SteppingClock clock = new SteppingClock();
    private TestDatabase data;
    private Database database;
    private AuditLog audit;

    @BeforeEach
    void create(TestDatabase fresh) {
        data = fresh;
        database = Database.open(fresh.settings().withConnectionTimeout(Duration.ofMillis(500)));
        audit = new PostgresAuditLog(database, clock);
    }

    @Test
    void anEventIsRecordedAsItWas() {
        AuditEvent event = UPDATE.with(AuditOutcome.DENIED)
                .with("version", 7)
                .with("keys", List.of("a", "b"))
                .from("10.0.0.7");

        audit.record(event);

        assertThat(audit.list(AuditQuery.all(10))).singleElement().satisfies(record -> {
            assertThat(record.event()).isEqualTo(event);
            assertThat(record.at()).isEqualTo(Instant.parse("2030-01-01T00:00:00.123456Z"));
        });
    }

    @Test
    void theNewestComeFirstAndPageByPage() {
        for (int i = 0; i < 7; i++) {
            audit.record(AuditEvent.of(i % 2 == 0 ? "anna" : "bert", "config.update", "config", "key-" + i));
        }

        List<AuditRecord> first = audit.list(AuditQuery.all(3));
        List<AuditRecord> second =
                audit.list(AuditQuery.all(3).before(first.get(2).id()));

        assertThat(first).extracting(record -> record.event().targetId()).containsExactly("key-6", "key-5", "key-4");
        assertThat(second).extracting(record -> record.event().targetId()).containsExactly("key-3", "key-2", "key-1");
        assertThat(audit.list(AuditQuery.all(10).about("config", "key-2"))).hasSize(1);
        assertThat(audit.list(AuditQuery.all(10).about("service", "key-2"))).isEmpty();
    }

    @Test
    void whatCannotBeStoredDoesNotKeepTheEventFromBeingRecorded() {
        audit.record(AuditEvent.of("an\0na", "login", "", "").with("what", new Object()));

        assertThat(audit.list(AuditQuery.all(10))).singleElement().satisfies(record -> {
            assertThat(record.event().actor()).isEqualTo("an\ufffdna");
            assertThat(record.event().details()).containsKey("details_left_out");
        });
    }

    @Test
    void whileTheDatabaseIsDownNothingIsThrownAndTheLossIsSaidOnceAndThenCounted() {
        Logger logger = (Logger) LoggerFactory.getLogger(PostgresAuditLog.class);
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        logger.addAppender(said);
        logger.setAdditive(false);
        try {
            data.takeDown();
            audit.record(UPDATE);
            audit.record(UPDATE);
            assertThat(said.list).hasSize(1);
            assertThatThrownBy(() -> audit.list(AuditQuery.all(1)))
                    .isInstanceOfSatisfying(
                            AiOpsException.class,
                            error -> assertThat(error.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));

            data.bringUp();
            await().ignoreExceptions().untilAsserted(() -> database.ping());
            audit.record(UPDATE);

            assertThat(audit.list(AuditQuery.all(10))).hasSize(1);
            assertThat(said.list).hasSize(2);
            assertThat(said.list.get(1).getFormattedMessage()).contains("2 events are missing");
        } finally {
            logger.detachAppender(said);
            logger.setAdditive(true);
        }
    }

    @Test
    void anEventCopiesItsDetails() {
        assertThat(UPDATE.details()).isEqualTo(Map.of());
        assertThat(UPDATE.with("a", 1).details()).containsEntry("a", 1);
    }
}
