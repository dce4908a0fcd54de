package io.aiops.testkit.postgres;

import static io.aiops.testkit.postgres.PostgresServiceRepositoryTest.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.port.LeasedPorts;
import io.aiops.port.PortAllocator;
import io.aiops.port.PortLease;
import io.aiops.port.PortRange;
import io.aiops.postgres.PostgresPortLeases;
import io.aiops.service.ServiceId;
import io.aiops.service.WorkloadId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PostgresExtension.class)
class LeasedPortsTest {

    private static final WorkloadId TEXT = WorkloadId.of("text-classify", 1);
    private static final WorkloadId TEXT_2 = WorkloadId.of("text-classify", 2);
    private static final WorkloadId IMAGE = WorkloadId.of("image-recog", 1);
    private static final Duration REST = Duration.ofSeconds(60);

    private final SteppingClock clock = new SteppingClock();
    private TestDatabase testDatabase;
    private PortRange range;
    private PortAllocator ports;

    @BeforeEach
    void open(TestDatabase fresh) {
        testDatabase = fresh;
        range = freeRange(4);
        ports = allocator(range, "this-machine");
    }

    @Test
    void theFirstServiceGetsTheFirstPortOfTheRange() {
        PortLease lease = ports.lease(TEXT, 1).get(0);

        assertThat(lease).isEqualTo(new PortLease("this-machine", range.first(), TEXT, clock.instant()));
        assertThat(ports.leases()).containsExactly(lease);
    }

    @Test
    void severalPortsComeInAscendingOrder() {
        assertThat(ports.lease(TEXT, 3))
                .extracting(PortLease::port)
                .containsExactly(range.first(), range.first() + 1, range.first() + 2);
    }

    @Test
    void aHundredLeasesAtOnceByTwoPlatformsAreAHundredPorts() throws Exception {
        PortRange hundred = freeRange(100);
        PortAllocator here = allocator(hundred, "this-machine");
        PortAllocator there = allocator(hundred, "this-machine");

        List<Object> leased = AtOnce.run(
                100,
                turn -> (turn % 2 == 0 ? here : there)
                        .lease(WorkloadId.of("service-" + turn, 1), 1)
                        .get(0)
                        .port());

        assertThat(leased).doesNotHaveDuplicates().hasSize(100);
        assertThat(leased)
                .allSatisfy(port -> assertThat(hundred.contains((Integer) port)).isTrue());
        assertThat(here.leases()).hasSize(100).isEqualTo(there.leases());
        assertCode(() -> here.lease(TEXT, 1), ErrorCode.PORTS_EXHAUSTED);
    }

    @Test
    void machinesOnOneDatabaseHaveTheirOwnPorts() {
        PortAllocator elsewhere = allocator(range, "another-machine");

        assertThat(ports.lease(TEXT, 1).get(0).port()).isEqualTo(range.first());
        assertThat(elsewhere.lease(IMAGE, 1).get(0).port()).isEqualTo(range.first());
        assertThat(elsewhere.leases()).extracting(PortLease::owner).containsExactly(IMAGE);
    }

    @Test
    void anExhaustedRangeLeasesNone() {
        ports.lease(IMAGE, 2);

        assertThatThrownBy(() -> ports.lease(TEXT, 3)).isInstanceOfSatisfying(AiOpsException.class, error -> {
            assertThat(error.code()).isEqualTo(ErrorCode.PORTS_EXHAUSTED);
            assertThat(error.details()).containsEntry("free", 2);
        });

        assertThat(ports.leases()).extracting(PortLease::owner).containsOnly(IMAGE);
        assertThat(ports.lease(TEXT, 2)).extracting(PortLease::port).containsExactly(range.first() + 2, range.last());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "127.0.0.1", "::1"})
    void aPortThatAStrangerListensOnIsPassedOver(String address) throws IOException {
        try (ServerSocket stranger = new ServerSocket(range.first(), 1, InetAddress.getByName(address))) {
            assertThat(ports.lease(TEXT, 1)).extracting(PortLease::port).containsExactly(range.first() + 1);
            assertThat(stranger.isBound()).isTrue();
        }
        assertThat(ports.lease(IMAGE, 1)).extracting(PortLease::port).containsExactly(range.first());
    }

    @Test
    void aPortGivenBackRestsBeforeItIsLeasedAgain() {
        ports.lease(TEXT, 1);
        ports.release(TEXT);
        ports.release(TEXT);

        assertThat(ports.leases()).isEmpty();
        assertThat(ports.lease(IMAGE, 1)).extracting(PortLease::port).containsExactly(range.first() + 1);
        clock.advance(REST);
        assertThat(ports.lease(WorkloadId.of("next", 1), 1))
                .extracting(PortLease::port)
                .containsExactly(range.first());
    }

    @Test
    void aRestingPortIsLeasedWhenNothingElseIsFreeTheLongestRestedFirst() {
        ports.lease(TEXT, 1);
        ports.lease(IMAGE, 1);
        ports.release(IMAGE);
        clock.advance(Duration.ofSeconds(1));
        ports.release(TEXT);

        List<PortLease> three = ports.lease(WorkloadId.of("next", 1), 3);

        assertThat(three)
                .extracting(PortLease::port)
                .containsExactly(range.first() + 1, range.first() + 2, range.last());
    }

    @Test
    void anExhaustedRangeLeavesRestingPortsResting() {
        ports.lease(TEXT, 1);
        ports.release(TEXT);

        assertCode(() -> ports.lease(IMAGE, 5), ErrorCode.PORTS_EXHAUSTED);

        assertThat(ports.lease(IMAGE, 1)).extracting(PortLease::port).containsExactly(range.first() + 1);
    }

    @Test
    void everyPortOfAServiceIsGivenBackAtOnce() {
        ports.lease(TEXT, 1);
        ports.lease(TEXT_2, 2);
        ports.lease(IMAGE, 1);

        ports.releaseAll(ServiceId.of("text-classify"));

        assertThat(ports.leases()).extracting(PortLease::owner).containsExactly(IMAGE);
    }

    @Test
    void aWishedPortIsGivenIfItIsFree() {
        assertThat(ports.leasePreferring(TEXT, range.last()).port()).isEqualTo(range.last());
        assertThat(ports.leasePreferring(IMAGE, range.last()).port()).isEqualTo(range.first());
    }

    @Test
    void aServiceMayHaveItsOwnPortBackAtOnceButNoOtherService() {
        ports.leasePreferring(TEXT, range.last());
        ports.release(TEXT);

        assertThat(ports.leasePreferring(IMAGE, range.last()).port()).isEqualTo(range.first());
        assertThat(ports.leasePreferring(TEXT_2, range.last()).port()).isEqualTo(range.last());
    }

    @Test
    void theNextReleaseGetsAnotherPortWhileTheOneBeforeServes() {
        ports.leasePreferring(TEXT, range.first());

        assertThat(ports.leasePreferring(TEXT_2, range.first()).port()).isEqualTo(range.first() + 1);
    }

    @Test
    void aWishedPortThatAStrangerHoldsIsReplaced() throws IOException {
        try (ServerSocket stranger = listen(range.last())) {
            assertThat(ports.leasePreferring(TEXT, stranger.getLocalPort()).port())
                    .isEqualTo(range.first());
        }
    }

    @Test
    void aPinnedPortOfAnotherServiceIsRefusedAndTheServiceNamed() {
        ports.leaseExactly(IMAGE, range.last());

        assertThatThrownBy(() -> ports.leaseExactly(TEXT, range.last()))
                .isInstanceOfSatisfying(AiOpsException.class, error -> {
                    assertThat(error.code()).isEqualTo(ErrorCode.PORT_TAKEN);
                    assertThat(error.message()).contains("image-recog").contains(Integer.toString(range.last()));
                    assertThat(error.details())
                            .containsEntry("holder", Map.of("service_id", "image-recog", "release", 1));
                });
        assertThat(ports.leases()).extracting(PortLease::owner).containsExactly(IMAGE);
    }

    @Test
    void aPinnedPortOfAStrangerIsRefusedAndTheProcessNamed() throws IOException {
        Process stranger = ListeningProgram.start(range.last());
        try {
            assertThatThrownBy(() -> ports.leaseExactly(TEXT, range.last()))
                    .isInstanceOfSatisfying(AiOpsException.class, error -> {
                        assertThat(error.code()).isEqualTo(ErrorCode.PORT_TAKEN);
                        assertThat(error.details().get("holder"))
                                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                                .containsEntry("pid", stranger.pid())
                                .extractingByKey("command", InstanceOfAssertFactories.STRING)
                                .contains("java")
                                .doesNotContain("s3cret");
                        assertThat(error.message()).contains(Long.toString(stranger.pid()));
                    });
            assertThat(ports.leases()).isEmpty();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aPinnedPortMayLieOutsideTheRange() {
        int outside = freeRange(1).first();

        assertThat(ports.leaseExactly(TEXT, outside).port()).isEqualTo(outside);
        assertThat(ports.leases()).extracting(PortLease::port).containsExactly(outside);
    }

    @Test
    void theNextReleaseTakesAPinnedPortOverInPlaceAndTheOneBeforeTakesItBack() throws IOException {
        ports.leaseExactly(TEXT, range.first());
        try (ServerSocket serving = listen(range.first())) {
            assertThat(ports.leaseExactly(TEXT_2, serving.getLocalPort()).owner())
                    .isEqualTo(TEXT_2);
            ports.release(TEXT);
            assertThat(ports.leases()).extracting(PortLease::owner).containsExactly(TEXT_2);

            assertThat(ports.leaseExactly(TEXT, serving.getLocalPort()).owner()).isEqualTo(TEXT);
            ports.release(TEXT_2);
            assertThat(ports.leases()).extracting(PortLease::owner).containsExactly(TEXT);
        }
    }

    @Test
    void aPinnedPortIsLeasedWhileConnectionsOfItsLastHolderFadeAway() throws IOException {
        leaveFadingConnection(range.first());

        assertThat(ports.leaseExactly(TEXT, range.first()).port()).isEqualTo(range.first());
    }

    @Test
    void aLeaseOutlivesThePlatform() {
        PortLease lease = ports.lease(TEXT, 1).get(0);

        PortAllocator next = allocator(range, "this-machine");

        assertThat(next.leases()).containsExactly(lease);
        assertThat(next.lease(IMAGE, 1)).extracting(PortLease::port).containsExactly(range.first() + 1);
    }

    @Test
    void withoutADatabaseTheErrorSaysSo() {
        testDatabase.takeDown();

        assertCode(() -> ports.lease(TEXT, 1), ErrorCode.DATABASE_UNAVAILABLE);
    }

    private PortAllocator allocator(PortRange from, String machine) {
        return new LeasedPorts(new PostgresPortLeases(testDatabase.open()), from, machine, REST, clock);
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    /** The side that closes first keeps the port in TIME_WAIT. */
    private static void leaveFadingConnection(int port) throws IOException {
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                server.accept().close();
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    /** Neighbouring ports that nobody uses, below those that the kernel gives to outgoing connections. */
    private static PortRange freeRange(int size) {
        Random random = new Random();
        for (int attempt = 0; attempt < 200; attempt++) {
            int first = 20_000 + random.nextInt(12_000);
            if (IntStream.range(first, first + size).allMatch(LeasedPortsTest::isFree)) {
                return new PortRange(first, first + size - 1);
            }
        }
        throw new IllegalStateException("no " + size + " neighbouring free ports found");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(false);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
