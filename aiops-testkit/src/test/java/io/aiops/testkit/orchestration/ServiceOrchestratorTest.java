package io.aiops.testkit.orchestration;

import static io.aiops.testkit.orchestration.Platforms.deploy;
import static io.aiops.testkit.orchestration.Platforms.get;
import static io.aiops.testkit.orchestration.Platforms.project;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aiops.AiOps;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gateway.Route;
import io.aiops.orchestration.BatchAction;
import io.aiops.orchestration.BatchResult;
import io.aiops.orchestration.DeployRequest;
import io.aiops.orchestration.Deployment;
import io.aiops.orchestration.DeploymentError;
import io.aiops.orchestration.DeploymentEvent;
import io.aiops.orchestration.DeploymentState;
import io.aiops.orchestration.DeploymentStep;
import io.aiops.orchestration.ServiceOverrides;
import io.aiops.orchestration.ServiceView;
import io.aiops.orchestration.StepName;
import io.aiops.port.PortRange;
import io.aiops.runtime.LogRequest;
import io.aiops.runtime.LogStream;
import io.aiops.runtime.Subscription;
import io.aiops.service.Endpoint;
import io.aiops.service.Health;
import io.aiops.service.ServiceId;
import io.aiops.service.ServiceState;
import io.aiops.testkit.postgres.PostgresExtension;
import io.aiops.testkit.postgres.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Services as a user of the SDK deploys and manages them: a real database, real processes. */
@ExtendWith(PostgresExtension.class)
final class ServiceOrchestratorTest {

    private static final ServiceId ONE = ServiceId.of("one");

    @TempDir
    Path folder;

    private final PortRange range = Platforms.freeRange();
    private TestDatabase database;
    private Path home = Path.of("/");
    private AiOps platform;

    @BeforeEach
    void open(TestDatabase fresh) {
        database = fresh;
        home = folder.resolve("home");
        platform = Platforms.open(home, database, range);
    }

    @AfterEach
    void deleteAndClose() {
        platform.services().services().forEach(service -> platform.services().delete(service.id()));
        platform.close();
        database.close();
    }

    @Test
    void aDeployedServiceRunsIsHealthyAndAnswersAtItsRoute() throws Exception {
        Deployment deployment = deploy(platform, "one", project(folder.resolve("p"), "loading"));

        assertThat(deployment.error()).isEmpty();
        assertThat(deployment.state()).isEqualTo(DeploymentState.LIVE);
        assertThat(deployment.steps()).extracting(DeploymentStep::name).containsExactly(StepName.values());
        assertThat(deployment.steps()).allMatch(step -> step.state() == DeploymentStep.State.DONE);
        ServiceView service = platform.services().service(ONE);
        assertThat(service.state()).isEqualTo(ServiceState.RUNNING);
        assertThat(service.pid()).isPresent();
        await().untilAsserted(() ->
                assertThat(platform.services().service(ONE).health()).isEqualTo(Health.HEALTHY));
        Endpoint endpoint = platform.routes().find(ONE).flatMap(Route::pick).orElseThrow();
        assertThat(endpoint.port()).isBetween(range.first(), range.last());
        assertThat(get(endpoint)).contains("\"release\": \"1\"");
        assertThat(home.resolve("one/current").toRealPath())
                .isEqualTo(home.resolve("one/releases/1").toRealPath());
        assertThat(Files.readString(home.resolve("config/ports.json"))).contains("\"one\"", "" + endpoint.port());
    }

    @Test
    void aServiceThatRunsAsAnotherUserMayWriteWhereItKeepsItsData() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root, to become another user");
        for (Path each = folder; each.getNameCount() > 1; each = each.getParent()) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Path project = project(folder.resolve("p"), "well");
        List<String> command = List.of("sh", "-c", "touch \"$SERVICE_DATA_DIR/mine\" && exec python3 -S -E server.py");

        Deployment deployment = deploy(
                platform,
                "one",
                project,
                ServiceOverrides.builder().user("nobody").command(command).build());

        assertThat(deployment.error()).isEmpty();
        assertThat(Files.getOwner(home.resolve("one/data/mine")).getName()).isEqualTo("nobody");
    }

    @Test
    void aNewReleaseTakesOverWithoutAFailedCallAndTheOldOneIsGone() throws Exception {
        Path project = project(folder.resolve("p"), "well");
        deploy(platform, "one", project);
        long oldPid = platform.services().service(ONE).pid().orElseThrow();

        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> caller = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                Endpoint endpoint =
                        platform.routes().find(ONE).flatMap(Route::pick).orElseThrow();
                try {
                    get(endpoint);
                    calls.incrementAndGet();
                } catch (IOException | InterruptedException failure) {
                    // A call that began before the switch may meet the old release's end; the route must be another by
                    // then.
                    boolean moved = platform.routes()
                            .find(ONE)
                            .flatMap(Route::pick)
                            .filter(endpoint::equals)
                            .isEmpty();
                    if (!moved) {
                        failures.add(failure.toString());
                    }
                }
            }
        });
        Deployment second = deploy(platform, "one", project);
        over.set(true);
        caller.join();

        assertThat(second.state()).isEqualTo(DeploymentState.LIVE);
        assertThat(failures).isEmpty();
        assertThat(calls).hasPositiveValue();
        assertThat(get(platform.routes().find(ONE).flatMap(Route::pick).orElseThrow()))
                .contains("\"release\": \"2\"");
        assertThat(alive(oldPid)).isFalse();
        assertThat(platform.ports().leases()).hasSize(1);
    }

    @Test
    void aReleaseThatDoesNotComeUpLeavesTheOldOneServingAndNothingBehind() throws Exception {
        deploy(platform, "one", project(folder.resolve("good"), "well"));
        long pid = platform.services().service(ONE).pid().orElseThrow();

        Deployment failed = deploy(platform, "one", project(folder.resolve("bad"), "exit"));

        assertThat(failed.state()).isEqualTo(DeploymentState.FAILED);
        DeploymentError error = failed.error().orElseThrow();
        assertThat(error.code()).isEqualTo(ErrorCode.START_FAILED);
        assertThat(error.message()).contains("exit code 7");
        assertThat(error.logTail()).contains("cannot find the model");
        ServiceView service = platform.services().service(ONE);
        assertThat(service.pid()).hasValue(pid);
        assertThat(service.deployment()).map(Deployment::id).contains(failed.id());
        assertThat(get(service.endpoint().orElseThrow())).contains("\"release\": \"1\"");
        assertThat(home.resolve("one/releases/2")).doesNotExist();
        assertThat(home.resolve("run/local/one.2")).doesNotExist();
        assertThat(platform.ports().leases()).hasSize(1);
    }

    @Test
    void whateverIsWrongWithAFirstDeploymentItLeavesNoProcessNoPortAndNoFolder() throws Exception {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Path unknownCommand = Files.createDirectories(folder.resolve("command"));
        Files.writeString(unknownCommand.resolve("aiops.yaml"), "command: [no-such-program]");
        Path badManifest = Files.createDirectories(folder.resolve("manifest"));
        Files.writeString(badManifest.resolve("aiops.yaml"), "port: lots");
        Path badBuild = Files.createDirectories(folder.resolve("build"));
        Files.writeString(
                badBuild.resolve("aiops.yaml"), "command: [sleep, '9']\nbuild: [sh, -c, 'echo no wheels; exit 2']");
        ServiceOverrides impatient =
                ServiceOverrides.builder().startTimeout(Duration.ofSeconds(2)).build();

        assertFailed(deploy(platform, "one", empty), ErrorCode.NOTHING_TO_START, "main.py");
        assertFailed(deploy(platform, "one", unknownCommand), ErrorCode.INVALID_SPEC, "no-such-program");
        assertFailed(deploy(platform, "one", badManifest), ErrorCode.INVALID_MANIFEST, "port");
        Deployment built = deploy(platform, "one", badBuild);
        assertFailed(built, ErrorCode.BUILD_FAILED, "exit code 2");
        assertThat(built.error().orElseThrow().logTail()).contains("no wheels");
        assertFailed(
                deploy(platform, "one", project(folder.resolve("exit"), "exit")),
                ErrorCode.START_FAILED,
                "exit code 7");
        assertFailed(
                deploy(platform, "one", project(folder.resolve("ill"), "ill"), impatient),
                ErrorCode.NEVER_HEALTHY,
                "answered 503");

        ServiceView service = platform.services().service(ONE);
        assertThat(service.state()).isEqualTo(ServiceState.STOPPED);
        assertThat(service.message()).contains("first deployment failed");
        assertThatThrownBy(() -> platform.services().start(ONE)).satisfies(has(ErrorCode.NO_RELEASE));
    }

    @Test
    void aCommandOfTheRequestIsEnoughAndADockerfileIsPassedOverWhereNoImageCanRun() throws Exception {
        Path project = project(folder.resolve("p"), "well");
        Files.delete(project.resolve("aiops.yaml"));
        Files.writeString(project.resolve("Dockerfile"), "FROM nothing");
        assertFailed(deploy(platform, "one", project), ErrorCode.NOTHING_TO_START, "main.py");
        Deployment started = deploy(
                platform,
                "one",
                project,
                ServiceOverrides.builder()
                        .command(List.of("python3", "server.py"))
                        .build());
        assertThat(started.error()).isEmpty();
        assertThat(get(platform.services().service(ONE).endpoint().orElseThrow()))
                .contains("healthy");
    }

    @Test
    void aWrongRequestIsRefusedBeforeAnythingIsStored() {
        ServiceOverrides badHost = ServiceOverrides.builder().host("a b").build();
        ServiceOverrides badRuntime =
                ServiceOverrides.builder().runtime("mainframe").build();
        DeployRequest request = DeployRequest.ofFolder(ONE, folder, "tester");
        assertThatThrownBy(() -> platform.services().deploy(request.with(badHost)))
                .satisfies(has(ErrorCode.INVALID_REQUEST));
        assertThatThrownBy(() -> platform.services().deploy(request.with(badRuntime)))
                .satisfies(has(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("local");
        assertThatThrownBy(() -> DeployRequest.ofFolder(ONE, folder.resolve("nowhere"), "tester"))
                .satisfies(has(ErrorCode.INVALID_REQUEST));
        assertThat(platform.services().services()).isEmpty();
    }

    @Test
    void ofTwoDeploymentsOfOneServiceAtTheSameMomentOneIsRefused() throws Exception {
        Path project = project(folder.resolve("p"), "loading");
        DeployRequest request = DeployRequest.ofFolder(ONE, project, "tester");
        List<CompletableFuture<Optional<Deployment>>> both = Stream.of(1, 2)
                .map(number -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return Optional.of(platform.services().deploy(request));
                    } catch (AiOpsException refused) {
                        assertThat(refused.code()).isEqualTo(ErrorCode.DEPLOYMENT_IN_PROGRESS);
                        assertThat(refused.details()).containsKey("deployment_id");
                        return Optional.<Deployment>empty();
                    }
                }))
                .toList();
        List<Deployment> begun = both.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .toList();
        assertThat(begun).hasSize(1);
        assertThat(platform.services().await(begun.get(0).id(), Platforms.LIMIT).error())
                .isEmpty();
    }

    @Test
    void aPinnedPortIsKeptAndAReleaseThatFailsOnItIsReplacedByTheOneBefore() throws Exception {
        int port = range.last();
        ServiceOverrides pinned = ServiceOverrides.builder().port(port).build();
        deploy(platform, "one", project(folder.resolve("good"), "well"), pinned);
        assertThat(deploy(platform, "one", project(folder.resolve("good"), "well"), pinned)
                        .state())
                .isEqualTo(DeploymentState.LIVE);
        assertThat(get(new Endpoint("127.0.0.1", port))).contains("\"release\": \"2\"");

        Deployment failed = deploy(platform, "one", project(folder.resolve("bad"), "exit"), pinned);

        assertThat(failed.state()).isEqualTo(DeploymentState.FAILED);
        await().atMost(Platforms.LIMIT)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(get(new Endpoint("127.0.0.1", port))).contains("\"release\": \"2\""));
        assertThat(platform.services().service(ONE).endpoint())
                .map(Endpoint::port)
                .contains(port);
    }

    @Test
    void aPinnedPortThatAStrangerHoldsIsRefusedByName() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Deployment refused = deploy(
                    platform,
                    "one",
                    project(folder.resolve("p"), "well"),
                    ServiceOverrides.builder().port(stranger.getLocalPort()).build());
            assertFailed(
                    refused,
                    ErrorCode.PORT_TAKEN,
                    "pid " + ProcessHandle.current().pid());
        }
    }

    @Test
    void aServiceWhosePortWasTakenWhileItWasStoppedStartsOnAnother() throws Exception {
        deploy(platform, "one", project(folder.resolve("p"), "well"));
        int before = platform.services().stop(ONE).endpoint().orElseThrow().port();
        try (ServerSocket stranger = new ServerSocket(before, 5, InetAddress.getLoopbackAddress())) {
            int after = platform.services().start(ONE).endpoint().orElseThrow().port();
            assertThat(after).isNotEqualTo(stranger.getLocalPort());
            awaitAnswer("\"release\": \"1\"");
            assertThat(Files.readString(home.resolve("one/releases/1/config.json")))
                    .contains("" + after);
        }
    }

    @Test
    void stopEndsStartBringsBackAndRestartReplacesTheProcess() throws Exception {
        deploy(platform, "one", project(folder.resolve("p"), "well"));
        long first = platform.services().service(ONE).pid().orElseThrow();

        ServiceView stopped = platform.services().stop(ONE);
        assertThat(stopped.state()).isEqualTo(ServiceState.STOPPED);
        assertThat(alive(first)).isFalse();
        assertThat(platform.routes().find(ONE))
                .hasValueSatisfying(route -> assertThat(route.pick()).isEmpty());
        assertThat(platform.services().stop(ONE).state()).isEqualTo(ServiceState.STOPPED);

        platform.services().start(ONE);
        awaitAnswer("\"release\": \"1\"");
        long second = platform.services().service(ONE).pid().orElseThrow();
        platform.services().start(ONE);
        assertThat(platform.services().service(ONE).pid()).hasValue(second);

        platform.services().restart(ONE);
        awaitAnswer("\"release\": \"1\"");
        assertThat(platform.services().service(ONE).pid().orElseThrow())
                .isNotEqualTo(second)
                .isNotEqualTo(first);
    }

    @Test
    void aCrashIsHealedAndSeen() throws Exception {
        deploy(platform, "one", project(folder.resolve("p"), "well"));
        long pid = platform.services().service(ONE).pid().orElseThrow();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        await().atMost(Platforms.LIMIT).untilAsserted(() -> {
            ServiceView service = platform.services().service(ONE);
            assertThat(service.state()).isEqualTo(ServiceState.RUNNING);
            assertThat(service.pid().orElseThrow()).isNotEqualTo(pid);
            assertThat(service.restarts()).isEqualTo(1);
        });
        awaitAnswer("\"release\": \"1\"");
    }

    @Test
    void theNextPlatformTakesUpWhatRunsAndStartsWhatDiedMeanwhileAndLeavesStoppedWhatWasStopped() throws Exception {
        Path project = project(folder.resolve("p"), "well");
        for (String id : List.of("one", "two", "three")) {
            deploy(platform, id, project);
        }
        ServiceId two = ServiceId.of("two");
        ServiceId three = ServiceId.of("three");
        platform.services().stop(two);
        long pid = platform.services().service(ONE).pid().orElseThrow();
        ServiceView third = platform.services().service(three);
        platform.close();
        assertThat(get(third.endpoint().orElseThrow())).contains("healthy");

        platform = Platforms.open(home, database, range);
        assertThat(platform.services().service(ONE).pid()).hasValue(pid);
        assertThat(platform.services().service(two).state()).isEqualTo(ServiceState.STOPPED);
        assertThat(platform.routes().find(ONE).flatMap(Route::pick)).isPresent();
        assertThat(platform.routes().find(two).flatMap(Route::pick)).isEmpty();

        platform.close();
        endBehindItsBack(three);
        platform = Platforms.open(home, database, range);
        await().atMost(Platforms.LIMIT)
                .untilAsserted(
                        () -> assertThat(platform.services().service(three).state())
                                .as("%s", platform.services().service(three))
                                .isEqualTo(ServiceState.RUNNING));
        assertThat(platform.services().service(ONE).pid()).hasValue(pid);
    }

    @Test
    void aDeploymentThatDiedWithItsPlatformIsUndoneByTheNext() throws Exception {
        deploy(platform, "one", project(folder.resolve("good"), "well"));
        long pid = platform.services().service(ONE).pid().orElseThrow();
        Path slow = project(folder.resolve("slow"), "well");
        Files.writeString(
                slow.resolve("aiops.yaml"), "runtime: command\ncommand: [python3, server.py]\nbuild: [sleep, '600']");
        Deployment begun = platform.services().deploy(DeployRequest.ofFolder(ONE, slow, "tester"));
        awaitState(begun, DeploymentState.BUILDING);
        // As a kill -9 leaves it: the row says building, the folder is there, nobody works on it.
        platform.close();
        database.execute("""
                UPDATE aiops.deployments SET state = 'building', finished_at = NULL, error_code = NULL,
                       error_message = NULL, error_step = NULL, error_log_tail = NULL
                 WHERE release = 2
                """);
        Files.createDirectories(home.resolve("one/releases/2"));

        platform = Platforms.open(home, database, range);
        Deployment undone = platform.services().deployment(begun.id()).orElseThrow();
        assertThat(undone.state()).isEqualTo(DeploymentState.FAILED);
        assertThat(undone.error())
                .map(DeploymentError::message)
                .hasValueSatisfying(message -> assertThat(message).contains("platform stopped"));
        assertThat(home.resolve("one/releases/2")).doesNotExist();
        assertThat(platform.services().service(ONE).pid()).hasValue(pid);
        assertThat(deploy(platform, "one", project(folder.resolve("good"), "well"))
                        .state())
                .isEqualTo(DeploymentState.LIVE);
    }

    @Test
    void deletingEndsADeploymentUnderWayAndLeavesNothing() throws Exception {
        Path project = project(folder.resolve("p"), "well");
        deploy(platform, "one", project);
        Path slow = project(folder.resolve("slow"), "well");
        Files.writeString(
                slow.resolve("aiops.yaml"),
                "runtime: command\ncommand: [python3, server.py]\nbuild: [sh, -c, 'echo $$ > " + folder
                        + "/build.pid; sleep 600']");
        Deployment begun = platform.services().deploy(DeployRequest.ofFolder(ONE, slow, "tester"));
        awaitState(begun, DeploymentState.BUILDING);
        await().until(() -> Files.exists(folder.resolve("build.pid"))
                && !Files.readString(folder.resolve("build.pid")).isBlank());
        long build =
                Long.parseLong(Files.readString(folder.resolve("build.pid")).strip());
        long pid = platform.services().service(ONE).pid().orElseThrow();

        platform.services().delete(ONE);

        assertThat(alive(pid)).isFalse();
        await().until(() -> !alive(build));
        assertThat(home.resolve("one")).doesNotExist();
        assertThat(home.resolve("run/local/one.1")).doesNotExist();
        assertThat(platform.ports().leases()).isEmpty();
        assertThat(platform.services().services()).isEmpty();
        assertThat(platform.routes().find(ONE)).isEmpty();
        assertThatThrownBy(() -> platform.services().service(ONE)).satisfies(has(ErrorCode.SERVICE_NOT_FOUND));
        assertThatThrownBy(() -> platform.services().delete(ONE)).satisfies(has(ErrorCode.SERVICE_NOT_FOUND));
    }

    @Test
    void aBatchDoesWhatItCanAndSaysWhatItCouldNot() throws Exception {
        Path project = project(folder.resolve("p"), "well");
        deploy(platform, "one", project);
        deploy(platform, "two", project);
        List<BatchResult> results =
                platform.services().batch(BatchAction.STOP, List.of(ONE, ServiceId.of("nobody"), ServiceId.of("two")));
        assertThat(results).extracting(result -> result.service().value()).containsExactly("one", "nobody", "two");
        assertThat(results).extracting(BatchResult::success).containsExactly(true, false, true);
        assertThat(results.get(1).error().orElseThrow().code()).isEqualTo(ErrorCode.SERVICE_NOT_FOUND);
        assertThat(platform.services().services()).allMatch(service -> service.state() == ServiceState.STOPPED);
        assertThat(platform.services().matching("t*")).containsExactly(ServiceId.of("two"));
        assertThat(platform.services().matching("[a-z]*")).isEmpty();
    }

    @Test
    void anotherPlatformOnTheSameDatabaseSeesAServiceButDoesNotTouchIt() throws Exception {
        deploy(platform, "one", project(folder.resolve("p"), "well"));
        try (AiOps other = Platforms.open(folder.resolve("other"), database, range)) {
            ServiceView seen = other.services().service(ONE);
            assertThat(seen.state()).isEqualTo(ServiceState.UNKNOWN);
            assertThat(seen.message()).contains(platform.platformId());
            assertThatThrownBy(() -> other.services().stop(ONE)).satisfies(has(ErrorCode.FOREIGN_SERVICE));
            assertThatThrownBy(() -> other.services().delete(ONE)).satisfies(has(ErrorCode.FOREIGN_SERVICE));
            assertThatThrownBy(() -> other.services()
                            .deploy(DeployRequest.ofFolder(ONE, project(folder.resolve("p"), "well"), "x")))
                    .satisfies(has(ErrorCode.FOREIGN_SERVICE));
            deploy(other, "two", project(folder.resolve("p"), "well"));
            assertThat(other.services().service(ServiceId.of("two")).endpoint())
                    .isNotEqualTo(platform.services().service(ONE).endpoint());
            other.services().delete(ServiceId.of("two"));
        }
        assertThat(get(platform.services().service(ONE).endpoint().orElseThrow()))
                .contains("healthy");
    }

    @Test
    void aHomeIsUsedByOnePlatformAtATime() {
        assertThatThrownBy(() -> Platforms.open(home, database, range))
                .satisfies(has(ErrorCode.STATE_IN_USE))
                .hasMessageContaining("" + ProcessHandle.current().pid());
    }

    @Test
    void aListenerSeesEveryStateInOrderAndTheLogCanBeReadOnFromAnyByte() throws Exception {
        Path project = project(folder.resolve("p"), "well");
        Files.writeString(
                project.resolve("aiops.yaml"),
                "runtime: command\ncommand: [python3, server.py]\nbuild: [sh, -c, 'echo 训练; echo done']");
        Deployment begun = platform.services().deploy(DeployRequest.ofFolder(ONE, project, "tester"));
        AtomicReference<String> states = new AtomicReference<>("");
        try (Subscription events = platform.services().watch(begun.id(), event -> {
            if (event instanceof DeploymentEvent.Changed changed) {
                String word = changed.deployment().state().word();
                states.updateAndGet(seen -> seen.endsWith(word) ? seen : seen + " " + word);
            }
        })) {
            platform.services().await(begun.id(), Platforms.LIMIT);
        }
        assertThat(" queued fetching building starting probing switching draining live")
                .endsWith(states.get());
        String whole = platform.services().deploymentLog(begun.id(), 0, 100_000).text();
        assertThat(whole).contains("训练", "done");
        long middle = whole.getBytes(java.nio.charset.StandardCharsets.UTF_8).length / 2;
        byte[] rest =
                platform.services().deploymentLog(begun.id(), middle, 100_000).bytes();
        assertThat(rest).hasSize((int) (whole.getBytes(java.nio.charset.StandardCharsets.UTF_8).length - middle));
        assertThat(platform.services()
                        .readLog(ONE, LogRequest.tail(LogStream.STDOUT, 1000))
                        .text())
                .contains("starting well 1");
    }

    @Test
    void whatARequestPutsIntoTheEnvironmentArrivesByteForByte() throws Exception {
        String hostile = "a'b\"c $(x) `y` %s ; # \\ \n 服务 🚀";
        deploy(
                platform,
                "one",
                project(folder.resolve("p"), "well"),
                ServiceOverrides.builder()
                        .environment(Map.of("GREETING", hostile))
                        .build());
        String answer = get(platform.services().service(ONE).endpoint().orElseThrow());
        assertThat(new com.fasterxml.jackson.databind.ObjectMapper()
                        .readTree(answer)
                        .path("greeting")
                        .asText())
                .isEqualTo(hostile);
    }

    private void assertFailed(Deployment deployment, ErrorCode code, String saying) {
        assertThat(deployment.state()).isEqualTo(DeploymentState.FAILED);
        DeploymentError error = deployment.error().orElseThrow();
        assertThat(error.code()).as(error.message()).isEqualTo(code);
        assertThat(error.message()).contains(saying);
        assertThat(home.resolve("one")).doesNotExist();
        assertThat(platform.ports().leases()).isEmpty();
        assertThat(platform.runtimes().get("local").statuses()).isEmpty();
    }

    private void awaitState(Deployment deployment, DeploymentState state) {
        await().atMost(Platforms.LIMIT)
                .until(() -> platform.services()
                        .deployment(deployment.id())
                        .filter(now -> now.state() == state)
                        .isPresent());
    }

    private void awaitAnswer(String text) {
        await().atMost(Platforms.LIMIT)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(
                                get(platform.services().service(ONE).endpoint().orElseThrow()))
                        .contains(text));
    }

    /** Ends a service and its keeper while no platform lives, as a reboot would. */
    private void endBehindItsBack(ServiceId id) throws IOException {
        String mark = home.resolve("run/local").resolve(id + ".1").toString();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            List<Long> ours = processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> belongs(process, id, mark))
                    .map(process -> Long.parseLong(process.getFileName().toString()))
                    .toList();
            assertThat(ours).hasSizeGreaterThanOrEqualTo(2);
            // The keeper first, so that it starts nothing.
            ours.stream().sorted().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            await().until(() -> ours.stream().noneMatch(ServiceOrchestratorTest::alive));
        }
    }

    private static boolean belongs(Path process, ServiceId id, String folder) {
        try {
            String environment =
                    Files.readString(process.resolve("environ"), java.nio.charset.StandardCharsets.ISO_8859_1);
            Path cwd = Files.readSymbolicLink(process.resolve("cwd"));
            boolean service = environment.contains("SERVICE_ID=" + id + "\0")
                    && cwd.toString().contains("/home/" + id + "/");
            return service || cwd.toString().startsWith(folder);
        } catch (IOException gone) {
            return false;
        }
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static java.util.function.Consumer<Throwable> has(ErrorCode code) {
        return failure -> assertThat(((AiOpsException) failure).code())
                .as(failure.toString())
                .isEqualTo(code);
    }
}
