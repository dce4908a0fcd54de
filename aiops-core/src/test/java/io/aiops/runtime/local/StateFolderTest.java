package io.aiops.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.WorkloadId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state folder belongs to one platform and shows whole workloads only. */
class StateFolderTest {

    private final ProcessTable table = new ProcessTable();

    @Test
    void a_folder_is_for_its_owner_alone(@TempDir Path home) throws IOException {
        Path root = home.resolve("run/local");
        try (StateFolder folder = StateFolder.open(root, table)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.root())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void a_second_opening_is_refused_until_the_first_is_closed(@TempDir Path root) {
        StateFolder first = StateFolder.open(root, table);
        for (int again = 0; again < 3; again++) {
            assertThatThrownBy(() -> StateFolder.open(root, table))
                    .isInstanceOfSatisfying(
                            AiOpsException.class,
                            error -> assertThat(error.code()).isEqualTo(ErrorCode.STATE_IN_USE));
        }
        first.close();
        StateFolder.open(root, table).close();
    }

    @Test
    void drafts_of_a_platform_that_died_are_swept_and_strangers_left_alone(@TempDir Path root) throws IOException {
        WorkloadId id = WorkloadId.of("echo", 3);
        Files.createDirectories(root.resolve(".echo.3.abcd/0"));
        Files.createDirectories(root.resolve(".echo.3.removed"));
        Files.createDirectories(root.resolve("not-a-workload"));
        Files.createDirectories(root.resolve("echo.0"));
        Files.createDirectories(root.resolve("echo.3"));
        try (StateFolder folder = StateFolder.open(root, table)) {
            assertThat(root.resolve(".echo.3.abcd")).doesNotExist();
            assertThat(root.resolve(".echo.3.removed")).doesNotExist();
            assertThat(folder.ids()).containsExactly(id);
            assertThat(folder.read(id)).isEmpty();
            assertThat(folder.holds(id)).isTrue();
            folder.delete(id);
            folder.delete(id);
            assertThat(folder.holds(id)).isFalse();
            assertThat(root.resolve("not-a-workload")).isDirectory();
        }
    }

    @Test
    void a_damaged_definition_is_none(@TempDir Path root) throws IOException {
        WorkloadId id = WorkloadId.of("echo", 3);
        Files.createDirectories(root.resolve("echo.3"));
        try (StateFolder folder = StateFolder.open(root, table)) {
            for (String damage :
                    new String[] {"", "{", "[]", "null", "{\"version\": 99}", "{\"version\":1,\"id\":\"other.1\"}"}) {
                Files.writeString(root.resolve("echo.3/workload.json"), damage);
                assertThat(folder.read(id)).as(damage).isEmpty();
            }
        }
    }
}
