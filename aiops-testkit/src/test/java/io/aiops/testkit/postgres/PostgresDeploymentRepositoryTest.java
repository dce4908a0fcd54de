package io.aiops.testkit.postgres;

import static io.aiops.testkit.postgres.PostgresServiceRepositoryTest.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.orchestration.Deployment;
import io.aiops.orchestration.DeploymentError;
import io.aiops.orchestration.DeploymentRepository;
import io.aiops.orchestration.DeploymentState;
import io.aiops.orchestration.DeploymentStep;
import io.aiops.orchestration.ServiceRepository;
import io.aiops.orchestration.StepName;
import io.aiops.postgres.Database;
import io.aiops.postgres.PostgresDeploymentRepository;
import io.aiops.postgres.PostgresServiceRepository;
import io.aiops.service.ServiceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresDeploymentRepositoryTest {

    private static final ServiceId TEXT = ServiceId.of("text-classify");

    private final SteppingClock clock = new SteppingClock();
    private TestDatabase testDatabase;
    private ServiceRepository services;
    private DeploymentRepository deployments;

    @BeforeEach
    void open(TestDatabase fresh) {
        testDatabase = fresh;
        Database database = fresh.open();
        services = new PostgresServiceRepository(database, clock);
        deployments = new PostgresDeploymentRepository(database, clock);
        services.register(TEXT, "one", "platform-a");
    }

    @Test
    void aNewDeploymentIsQueuedWithAllItsStepsPending() {
        Deployment created = create();

        assertThat(created.id()).matches("d-[0-9a-z]{26}");
        assertThat(created.state()).isEqualTo(DeploymentState.QUEUED);
        assertThat(created.release()).isEqualTo(1);
        assertThat(created.createdAt()).isEqualTo(clock.instant());
        assertThat(created.steps()).extracting(DeploymentStep::name).containsExactly(StepName.values());
        assertThat(deployments.find(created.id())).contains(created);
    }

    @Test
    void aDeploymentOfAnUnknownServiceIsRefused() {
        assertCode(
                () -> deployments.create(ServiceId.of("nobody"), "platform-a", Stored.ARCHIVE, "admin"),
                ErrorCode.SERVICE_NOT_FOUND);
    }

    @Test
    void aSecondDeploymentNamesTheOneUnderWay() {
        Deployment first = create();

        assertThatThrownBy(this::create).isInstanceOfSatisfying(AiOpsException.class, error -> {
            assertThat(error.code()).isEqualTo(ErrorCode.DEPLOYMENT_IN_PROGRESS);
            assertThat(error.details()).containsEntry("deployment_id", first.id());
        });
    }

    @Test
    void ofTwentyDeploymentsAtOnceOnTwoPlatformsOneBegins() throws Exception {
        DeploymentRepository other = new PostgresDeploymentRepository(testDatabase.open(), clock);

        List<ErrorCode> refused = new ArrayList<>();
        List<Deployment> begun = new ArrayList<>();
        for (Object outcome : AtOnce.run(20, turn -> {
            try {
                return (turn % 2 == 0 ? deployments : other)
                        .create(TEXT, "platform-" + turn % 2, Stored.ARCHIVE, "admin");
            } catch (AiOpsException error) {
                return error;
            }
        })) {
            if (outcome instanceof AiOpsException error) {
                refused.add(error.code());
            } else {
                begun.add((Deployment) outcome);
            }
        }

        assertThat(begun).hasSize(1);
        assertThat(refused).hasSize(19).containsOnly(ErrorCode.DEPLOYMENT_IN_PROGRESS);
        assertThat(deployments.list(Optional.of(TEXT), 100, Optional.empty())).hasSize(1);
    }

    @Test
    void theSchemaItselfAllowsOneDeploymentUnderWay() {
        create();

        assertThatThrownBy(() -> testDatabase.execute("""
                        INSERT INTO aiops.deployments (id, service_id, release, platform_id, state, source_kind,
                            source_location, created_by, created_at)
                        SELECT 'd-' || repeat('0', 26), service_id, 99, 'p', 'queued', 'path', '/', 'x', now()
                        FROM aiops.deployments
                        """))
                .rootCause()
                .hasMessageContaining("deployments_one_under_way_key");
    }

    @Test
    void releaseNumbersAreNeverGivenTwice() throws Exception {
        DeploymentRepository other = new PostgresDeploymentRepository(testDatabase.open(), clock);

        List<Object> numbers = AtOnce.run(24, turn -> {
            DeploymentRepository mine = turn % 2 == 0 ? deployments : other;
            while (true) {
                try {
                    Deployment mineNow = mine.create(TEXT, "p", Stored.ARCHIVE, "admin");
                    mine.move(mineNow.id(), DeploymentState.QUEUED, DeploymentState.FAILED);
                    return mineNow.release();
                } catch (AiOpsException busy) {
                    assertThat(busy.code()).isEqualTo(ErrorCode.DEPLOYMENT_IN_PROGRESS);
                    Thread.onSpinWait();
                }
            }
        });

        assertThat(numbers).doesNotHaveDuplicates().hasSize(24);
    }

    @Test
    void aForgottenReleaseDoesNotGiveItsNumberBack() {
        Deployment first = create();
        services.saveRelease(Stored.release(TEXT, first.release()));
        deployments.move(first.id(), DeploymentState.QUEUED, DeploymentState.FAILED);
        services.deleteRelease(TEXT, first.release());
        services.saveRelease(Stored.release(TEXT, 7));

        assertThat(create().release()).isEqualTo(8);
    }

    @Test
    void aMoveHappensOnlyFromTheExpectedState() {
        Deployment created = create();

        assertThat(deployments.move(created.id(), DeploymentState.QUEUED, DeploymentState.FETCHING))
                .isTrue();
        assertThat(deployments.move(created.id(), DeploymentState.QUEUED, DeploymentState.CANCELLED))
                .isFalse();
        assertThat(deployments.move("d-nobody", DeploymentState.QUEUED, DeploymentState.CANCELLED))
                .isFalse();
        assertThat(deployments.find(created.id()).orElseThrow().state()).isEqualTo(DeploymentState.FETCHING);
    }

    @Test
    void everyStateCanBeStoredAndTheFinalOnesEndIt() {
        for (DeploymentState state : DeploymentState.values()) {
            Deployment created = create();
            deployments.move(created.id(), DeploymentState.QUEUED, state);

            Deployment found = deployments.find(created.id()).orElseThrow();
            assertThat(found.state()).isEqualTo(state);
            assertThat(found.finishedAt().isPresent()).as(state.word()).isEqualTo(state.isFinal());
            deployments.move(created.id(), state, DeploymentState.FAILED);
        }
    }

    @Test
    void aDeploymentThatEndedDoesNotBeginAgainButMayBeRolledBack() {
        Deployment created = create();
        deployments.move(created.id(), DeploymentState.QUEUED, DeploymentState.LIVE);
        Optional<java.time.Instant> end =
                deployments.find(created.id()).orElseThrow().finishedAt();
        clock.advance(Duration.ofMinutes(1));

        assertThat(deployments.move(created.id(), DeploymentState.LIVE, DeploymentState.STARTING))
                .isFalse();
        assertThat(deployments.move(created.id(), DeploymentState.LIVE, DeploymentState.ROLLED_BACK))
                .isTrue();
        assertThat(deployments.find(created.id()).orElseThrow().finishedAt()).isEqualTo(end);
    }

    @Test
    void aFailureComesBackAsItWasStored() {
        Deployment created = create();
        DeploymentError error =
                new DeploymentError(ErrorCode.BUILD_FAILED, "no wheel for 语音", StepName.BUILD, "line one\nline two");

        deployments.fail(created.id(), error);
        deployments.move(created.id(), DeploymentState.QUEUED, DeploymentState.FAILED);

        assertThat(deployments.find(created.id()).orElseThrow().error()).contains(error);
        assertCode(() -> deployments.fail("d-nobody", error), ErrorCode.DEPLOYMENT_NOT_FOUND);
    }

    @Test
    void aStepComesBackAsItWasStoredWhateverItsProgramPrinted() {
        Deployment created = create();
        DeploymentStep step = new DeploymentStep(
                StepName.BUILD,
                DeploymentStep.State.FAILED,
                Optional.of(clock.instant()),
                Optional.of(clock.instant().plusMillis(1)),
                Optional.of("exit code 1"),
                "nul \0 and 🎤".substring(0, 11));

        deployments.saveStep(created.id(), step);

        DeploymentStep found =
                deployments.find(created.id()).orElseThrow().steps().get(1);
        assertThat(found.name()).isEqualTo(StepName.BUILD);
        assertThat(found.state()).isEqualTo(step.state());
        assertThat(found.startedAt()).isEqualTo(step.startedAt());
        assertThat(found.finishedAt()).isEqualTo(step.finishedAt());
        assertThat(found.message()).isEqualTo(step.message());
        assertThat(found.output()).startsWith("nul \uFFFD and ");
        assertCode(() -> deployments.saveStep("d-nobody", step), ErrorCode.DEPLOYMENT_NOT_FOUND);
    }

    @Test
    void deploymentsArePagedNewestFirst() {
        services.register(ServiceId.of("other"), "other", "platform-a");
        List<String> ids = new ArrayList<>();
        for (int turn = 0; turn < 5; turn++) {
            Deployment created = create();
            deployments.move(created.id(), DeploymentState.QUEUED, DeploymentState.FAILED);
            ids.add(0, created.id());
        }
        Deployment foreign = deployments.create(ServiceId.of("other"), "platform-a", Stored.ARCHIVE, "admin");

        List<Deployment> first = deployments.list(Optional.of(TEXT), 2, Optional.empty());
        List<Deployment> rest =
                deployments.list(Optional.of(TEXT), 10, Optional.of(first.get(1).id()));

        assertThat(first).extracting(Deployment::id).containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(rest).extracting(Deployment::id).containsExactlyElementsOf(ids.subList(2, 5));
        assertThat(rest).allSatisfy(each -> assertThat(each.steps()).hasSize(StepName.values().length));
        assertThat(deployments.list(Optional.empty(), 1, Optional.empty()))
                .extracting(Deployment::id)
                .containsExactly(foreign.id());
    }

    @Test
    void aPlatformFindsWhatItLeftUnfinished() {
        services.register(ServiceId.of("other"), "other", "platform-a");
        services.register(ServiceId.of("foreign"), "foreign", "platform-b");
        Deployment first = create();
        Deployment second = deployments.create(ServiceId.of("other"), "platform-a", Stored.ARCHIVE, "admin");
        deployments.create(ServiceId.of("foreign"), "platform-b", Stored.ARCHIVE, "admin");
        deployments.move(second.id(), DeploymentState.QUEUED, DeploymentState.BUILDING);

        assertThat(deployments.unfinished("platform-a"))
                .extracting(Deployment::id)
                .containsExactly(first.id(), second.id());

        deployments.move(first.id(), DeploymentState.QUEUED, DeploymentState.CANCELLED);
        assertThat(deployments.unfinished("platform-a"))
                .extracting(Deployment::id)
                .containsExactly(second.id());
    }

    @Test
    void theNewestOfEveryServiceThatIsUnderWayComesWithoutOutputs() {
        services.register(ServiceId.of("never-deployed"), "never", "platform-a");
        Deployment old = create();
        deployments.move(old.id(), DeploymentState.QUEUED, DeploymentState.FAILED);
        Deployment latest = create();
        deployments.saveStep(
                latest.id(),
                new DeploymentStep(
                        StepName.FETCH,
                        DeploymentStep.State.DONE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("12 files"),
                        "a long output"));

        assertThat(deployments.news()).containsOnlyKeys(TEXT);
        Deployment found = Objects.requireNonNull(deployments.news().get(TEXT));
        assertThat(found.id()).isEqualTo(latest.id());
        assertThat(found.steps()).hasSize(StepName.values().length);
        assertThat(found.steps().get(0).message()).contains("12 files");
        assertThat(found.steps()).allSatisfy(step -> assertThat(step.output()).isEmpty());
    }

    @Test
    void aDeploymentIsNewsUntilItsReleaseServesAndAgainWhenALaterOneFails() {
        Deployment first = create();
        services.saveRelease(Stored.release(TEXT, first.release()));
        services.makeCurrent(TEXT, first.release());
        assertThat(newsOfText()).contains(first.id());

        deployments.move(first.id(), DeploymentState.QUEUED, DeploymentState.LIVE);
        assertThat(newsOfText()).isEmpty();

        Deployment second = create();
        assertThat(newsOfText()).contains(second.id());
        deployments.move(second.id(), DeploymentState.QUEUED, DeploymentState.FAILED);
        assertThat(newsOfText()).contains(second.id());

        Deployment third = create();
        services.saveRelease(Stored.release(TEXT, third.release()));
        services.makeCurrent(TEXT, third.release());
        deployments.move(third.id(), DeploymentState.QUEUED, DeploymentState.LIVE);
        assertThat(newsOfText()).as("the failure of an earlier number").isEmpty();

        services.makeCurrent(TEXT, first.release());
        assertThat(newsOfText()).as("a success is none, whatever serves now").isEmpty();
    }

    private Optional<String> newsOfText() {
        return Optional.ofNullable(deployments.news().get(TEXT)).map(Deployment::id);
    }

    private Deployment create() {
        return deployments.create(TEXT, "platform-a", Stored.ARCHIVE, "admin");
    }
}
