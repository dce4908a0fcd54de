package io.aiops.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.orchestration.Release;
import io.aiops.orchestration.ServiceRecord;
import io.aiops.orchestration.ServiceRepository;
import io.aiops.postgres.Database;
import io.aiops.postgres.PostgresDeploymentRepository;
import io.aiops.postgres.PostgresServiceRepository;
import io.aiops.service.DesiredState;
import io.aiops.service.HealthCheck;
import io.aiops.service.Resources;
import io.aiops.service.ServiceId;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresServiceRepositoryTest {

    private static final ServiceId TEXT = ServiceId.of("text-classify");

    private final SteppingClock clock = new SteppingClock();
    private TestDatabase testDatabase;
    private Database database;
    private ServiceRepository services;

    @BeforeEach
    void open(TestDatabase fresh) {
        testDatabase = fresh;
        database = fresh.open();
        services = new PostgresServiceRepository(database, clock);
    }

    @Test
    void aNewServiceShallRunAndHasNoReleaseYet() {
        ServiceRecord registered = services.register(TEXT, "文本分类", "platform-a");

        assertThat(registered.desired()).isEqualTo(DesiredState.RUNNING);
        assertThat(registered.current()).isEmpty();
        assertThat(registered.createdAt()).isEqualTo(clock.instant());
        assertThat(services.find(TEXT)).contains(registered);
    }

    @Test
    void registeringAgainChangesNothingButTheName() {
        ServiceRecord first = services.register(TEXT, "one", "platform-a");
        services.desire(TEXT, DesiredState.STOPPED);
        clock.advance(Duration.ofSeconds(1));

        ServiceRecord same = services.register(TEXT, "one", "platform-a");
        clock.advance(Duration.ofSeconds(1));
        ServiceRecord renamed = services.register(TEXT, "two", "platform-a");

        assertThat(same.updatedAt()).isEqualTo(first.updatedAt());
        assertThat(same.desired()).isEqualTo(DesiredState.STOPPED);
        assertThat(renamed.name()).isEqualTo("two");
        assertThat(renamed.createdAt()).isEqualTo(first.createdAt());
        assertThat(renamed.updatedAt()).isAfter(first.updatedAt());
    }

    @Test
    void aServiceOfAnotherPlatformIsRefusedByName() {
        services.register(TEXT, "one", "platform-a");

        assertThatThrownBy(() -> services.register(TEXT, "two", "platform-b"))
                .isInstanceOfSatisfying(AiOpsException.class, error -> {
                    assertThat(error.code()).isEqualTo(ErrorCode.FOREIGN_SERVICE);
                    assertThat(error.details()).containsEntry("platform_id", "platform-a");
                });
        assertThat(services.find(TEXT).orElseThrow().name()).isEqualTo("one");
    }

    @Test
    void aReleaseComesBackAsItWasStored() {
        services.register(TEXT, "one", "platform-a");
        Release release = Stored.release(TEXT, 1);

        services.saveRelease(release);

        assertThat(services.findRelease(TEXT, 1)).contains(release);
        assertThat(services.find(TEXT).orElseThrow().current()).isEmpty();
    }

    @Test
    void theCurrentReleaseComesWithItsService() {
        services.register(TEXT, "one", "platform-a");
        services.saveRelease(Stored.release(TEXT, 1));
        services.saveRelease(Stored.release(TEXT, 2));

        services.makeCurrent(TEXT, 2);

        assertThat(services.find(TEXT).orElseThrow().current()).contains(Stored.release(TEXT, 2));
        assertThat(services.releases(TEXT)).extracting(Release::number).containsExactly(2, 1);
    }

    @Test
    void aReleaseIsReplacedByItsNumber() {
        services.register(TEXT, "one", "platform-a");
        Release first = Stored.release(TEXT, 1);
        services.saveRelease(first);
        Release moved = new Release(
                1,
                first.spec(),
                first.source(),
                first.command(),
                java.util.List.of(),
                java.util.Optional.empty(),
                first.createdBy(),
                first.createdAt());

        services.saveRelease(moved);

        assertThat(services.releases(TEXT)).containsExactly(moved);
    }

    @Test
    void onlyAStoredReleaseBecomesCurrent() {
        services.register(TEXT, "one", "platform-a");

        assertCode(() -> services.makeCurrent(TEXT, 7), ErrorCode.NO_RELEASE);
        assertCode(() -> services.makeCurrent(ServiceId.of("nobody"), 1), ErrorCode.SERVICE_NOT_FOUND);
        assertCode(() -> services.saveRelease(Stored.release(ServiceId.of("nobody"), 1)), ErrorCode.SERVICE_NOT_FOUND);
    }

    @Test
    void theCurrentReleaseIsNotForgotten() {
        services.register(TEXT, "one", "platform-a");
        services.saveRelease(Stored.release(TEXT, 1));
        services.saveRelease(Stored.release(TEXT, 2));
        services.makeCurrent(TEXT, 2);

        services.deleteRelease(TEXT, 1);
        services.deleteRelease(TEXT, 1);
        services.deleteRelease(TEXT, 2);

        assertThat(services.releases(TEXT)).extracting(Release::number).containsExactly(2);
    }

    @Test
    void servicesAreListedByIdWithTheirCurrentReleases() {
        for (String id : new String[] {"zebra", "a-b", "a0", "ab"}) {
            services.register(ServiceId.of(id), id, "platform-a");
        }
        services.saveRelease(Stored.release(ServiceId.of("a0"), 4));
        services.makeCurrent(ServiceId.of("a0"), 4);

        assertThat(services.list())
                .extracting(service -> service.id().value())
                .containsExactly("a-b", "a0", "ab", "zebra");
        assertThat(services.list()).extracting(ServiceRecord::id).isSorted();
        assertThat(services.list().get(1).current()).contains(Stored.release(ServiceId.of("a0"), 4));
        assertThat(services.list().get(0).current()).isEmpty();
    }

    @Test
    void aDeletedServiceLeavesNothingBehind() {
        services.register(TEXT, "one", "platform-a");
        services.saveRelease(Stored.release(TEXT, 1));
        services.makeCurrent(TEXT, 1);
        PostgresDeploymentRepository deployments = new PostgresDeploymentRepository(database, clock);
        deployments.create(TEXT, "platform-a", Stored.ARCHIVE, "admin");

        services.delete(TEXT);
        services.delete(TEXT);

        assertThat(services.find(TEXT)).isEmpty();
        assertThat(services.releases(TEXT)).isEmpty();
        assertThat(deployments.news()).isEmpty();
        services.desire(TEXT, DesiredState.RUNNING);
        assertThat(services.list()).isEmpty();
    }

    @Test
    void aRowOfAnotherVersionStaysReadable() {
        services.register(TEXT, "one", "platform-a");
        services.saveRelease(Stored.release(TEXT, 1));

        testDatabase.execute("""
                UPDATE aiops.releases SET
                    spec = '{"name": "old", "warp": 9, "health": {"path": "/up", "colour": "red"},
                             "restart": {"mode": "SOMETIMES", "retries": 5}}',
                    handle = '{"runtime": "local", "workload": "text-classify.1", "version": 1, "state": "x", "more": {}}'
                """);

        Release read = services.findRelease(TEXT, 1).orElseThrow();
        assertThat(read.spec().name()).isEqualTo("old");
        assertThat(read.spec().replicas()).isEqualTo(1);
        assertThat(read.spec().environment()).isEqualTo(Map.of());
        assertThat(read.spec().health().path()).isEqualTo("/up");
        assertThat(read.spec().health().interval()).isEqualTo(HealthCheck.DEFAULT.interval());
        assertThat(read.spec().restart().retries()).isEqualTo(5);
        assertThat(read.spec().resources()).isEqualTo(Resources.UNLIMITED);
    }

    @Test
    void aTextThatCannotBeStoredIsTheCallersMistake() {
        assertCode(() -> services.register(TEXT, "a\0b", "platform-a"), ErrorCode.INVALID_REQUEST);
        assertCode(() -> services.register(TEXT, "x".repeat(201), "platform-a"), ErrorCode.INVALID_REQUEST);
    }

    @Test
    void theSchemaRefusesAHostileServiceIdToo() {
        assertThatThrownBy(() -> testDatabase.execute(
                        "INSERT INTO aiops.algorithm_services (id, name, platform_id) VALUES ('../etc', 'x', 'p')"))
                .hasMessageContaining("refuses");
    }

    static void assertCode(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AiOpsException.class, error -> assertThat(error.code()).isEqualTo(code));
    }
}
