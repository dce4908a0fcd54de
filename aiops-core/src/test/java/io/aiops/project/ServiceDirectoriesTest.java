package io.aiops.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where things lie, and how they come and go. */
final class ServiceDirectoriesTest {

    private static final ServiceId ID = ServiceId.of("svc");

    @TempDir
    Path home;

    private ServiceDirectories directories = new ServiceDirectories(Path.of("/"));

    @BeforeEach
    void open() {
        directories = new ServiceDirectories(home);
    }

    @Test
    void findingAPathTouchesNothing() {
        assertThat(directories.release(ID, 7)).isEqualTo(home.resolve("svc/releases/7"));
        assertThat(directories.data(ID)).isEqualTo(home.resolve("svc/data"));
        assertThat(directories.stdoutLog(ID)).isEqualTo(home.resolve("logs/svc.log"));
        assertThat(directories.stderrLog(ID)).isEqualTo(home.resolve("logs/svc_error.log"));
        assertThat(directories.deploymentLog("d-1")).isEqualTo(home.resolve("logs/deployments/d-1.log"));
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void whatMayHoldSecretsIsItsOwnersOnly() throws IOException {
        directories.createRelease(ID, 1);
        for (Path folder : new Path[] {directories.run(), directories.data(ID), home.resolve("logs/deployments")}) {
            assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"config", "logs", "run", "gateway", "postgres", "platform"})
    void aServiceCannotTakeANameOfThePlatform(String name) {
        assertThatThrownBy(() -> directories.createRelease(ServiceId.of(name), 1))
                .isInstanceOfSatisfying(
                        AiOpsException.class, why -> assertThat(why.code()).isEqualTo(ErrorCode.INVALID_SERVICE_ID));
    }

    @Test
    void aFolderThatIsNotAServicesIsNeitherUsedNorDeleted() throws IOException {
        Files.createDirectory(home.resolve("svc"));
        Files.writeString(home.resolve("svc/letter.txt"), "mine");
        assertThatThrownBy(() -> directories.createRelease(ID, 1)).hasMessageContaining("something else");
        assertThatThrownBy(() -> directories.deleteService(ID)).hasMessageContaining("something else");
        assertThat(home.resolve("svc/letter.txt")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "", ".", "a/b", "a\nb"})
    void aDeploymentsIdIsNoWayOut(String id) {
        assertThatThrownBy(() -> directories.deploymentLog(id)).isInstanceOf(AiOpsException.class);
    }

    @Test
    void aReleaseIsMadeOnce() {
        directories.createRelease(ID, 1);
        assertThatThrownBy(() -> directories.createRelease(ID, 1)).hasMessageContaining("exists already");
        assertThat(directories.releaseNumbers(ID)).containsExactly(1);
    }

    @Test
    void whoeverReadsCurrentWhileItIsSwitchedSeesOneReleaseOrTheOther() throws Exception {
        directories.createRelease(ID, 1);
        directories.createRelease(ID, 2);
        directories.switchCurrent(ID, 1);
        AtomicBoolean done = new AtomicBoolean();
        var readers = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> looks = readers.submit(() -> {
                int looked = 0;
                while (!done.get()) {
                    assertThat(directories.currentRelease(ID).orElseThrow()).isBetween(1, 2);
                    looked++;
                }
                return looked;
            });
            for (int i = 0; i < 100; i++) {
                directories.switchCurrent(ID, 1 + i % 2);
            }
            done.set(true);
            assertThat(looks.get()).isPositive();
        } finally {
            readers.shutdownNow();
        }
        assertThat(directories.current(ID).toRealPath())
                .isEqualTo(directories.release(ID, 2).toRealPath());
        assertThat(directories.service(ID).toFile().list()).containsExactlyInAnyOrder("current", "data", "releases");
    }

    @Test
    void currentNeverPointsAtAReleaseThatIsNotThere() {
        directories.createRelease(ID, 1);
        assertThatThrownBy(() -> directories.switchCurrent(ID, 2))
                .isInstanceOfSatisfying(
                        AiOpsException.class, why -> assertThat(why.code()).isEqualTo(ErrorCode.NO_RELEASE));
        directories.switchCurrent(ID, 1);
        directories.createRelease(ID, 2);
        directories.deleteRelease(ID, 1);
        assertThat(directories.currentRelease(ID)).isEmpty();
    }

    @Test
    void aFailedSecondReleaseTakesNothingOfTheFirst() {
        directories.createRelease(ID, 1);
        directories.createRelease(ID, 2);
        directories.deleteRelease(ID, 2);
        assertThat(directories.release(ID, 1)).exists();
        assertThat(directories.data(ID)).exists();
    }

    @Test
    void aFailedFirstReleaseLeavesDataThatWasThere() throws IOException {
        directories.createRelease(ID, 1);
        Files.writeString(directories.data(ID).resolve("kept"), "kept");
        directories.deleteRelease(ID, 1);
        assertThat(directories.data(ID).resolve("kept")).exists();
    }

    @Test
    void foldersThatCannotBeWrittenOrReadAreDeletedTooAndLinksAreNotFollowed() throws IOException {
        Path outside = Files.createDirectory(home.resolve("outside"));
        Path kept = Files.writeString(outside.resolve("kept"), "kept");
        Path release = directories.createRelease(ID, 1);
        Path closed = Files.createDirectories(release.resolve("a/b/c"));
        Files.writeString(closed.resolve("file"), "x");
        Files.createSymbolicLink(closed.resolve("way"), outside);
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(release.resolve("a/b"), PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setPosixFilePermissions(release.resolve("a"), PosixFilePermissions.fromString("r-xr-xr-x"));
        directories.deleteService(ID);
        assertThat(directories.service(ID)).doesNotExist();
        assertThat(kept).exists();
        assertThat(Files.getPosixFilePermissions(outside))
                .contains(java.nio.file.attribute.PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void aVeryDeepTreeIsDeleted() throws IOException {
        Path folder = directories.createRelease(ID, 1);
        for (int i = 0; i < 300; i++) {
            folder = Files.createDirectory(folder.resolve("d"));
        }
        directories.deleteService(ID);
        assertThat(directories.service(ID)).doesNotExist();
    }
}
