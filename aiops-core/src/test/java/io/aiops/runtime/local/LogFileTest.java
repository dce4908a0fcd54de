package io.aiops.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiops.error.AiOpsException;
import io.aiops.runtime.LogSlice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log's cursors point to the same bytes whatever happens to its files. */
class LogFileTest {

    private Path file = Path.of("unset");
    private Path memory = Path.of("unset");

    @BeforeEach
    void nameFiles(@TempDir Path folder) {
        file = folder.resolve("service.log");
        memory = folder.resolve("memory");
    }

    private LogFile open() throws IOException {
        return new LogFile(file, memory, new ObjectMapper());
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String from(LogFile log, String cursor) {
        return log.read(Optional.of(cursor), 1000).text();
    }

    private Path rotated(int number) {
        return file.resolveSibling("service.log." + number);
    }

    @Test
    void the_end_is_read_without_a_cursor_and_what_follows_with_it() throws IOException {
        LogFile log = open();
        append("0123456789");
        LogSlice end = log.read(Optional.empty(), 4);
        append("abc");

        assertThat(end.text()).isEqualTo("6789");
        assertThat(from(log, end.next())).isEqualTo("abc");
        assertThat(log.read(Optional.of(end.next()), 2).text()).isEqualTo("ab");
    }

    @Test
    void a_rotation_keeps_every_byte_and_its_place() throws IOException {
        LogFile log = open();
        String start = log.read(Optional.empty(), 1).next();
        for (int turn = 1; turn <= 3; turn++) {
            append("file " + turn + "\n");
            log.rotateIfLarger(3, 5);
            assertThat(file).isEmptyFile();
        }
        append("now\n");

        assertThat(from(log, start)).isEqualTo("file 1\nfile 2\nfile 3\nnow\n");
        assertThat(rotated(3)).hasContent("file 1");
        assertThat(from(open(), start)).isEqualTo("file 1\nfile 2\nfile 3\nnow\n");
        assertThat(log.read(Optional.empty(), 9).text()).isEqualTo("ile 3\nnow\n".substring(1));
    }

    @Test
    void what_is_rotated_away_is_counted() throws IOException {
        LogFile log = open();
        String start = log.read(Optional.empty(), 1).next();
        for (int turn = 1; turn <= 4; turn++) {
            append("file " + turn + "\n");
            log.rotateIfLarger(3, 2);
        }

        LogSlice slice = log.read(Optional.of(start), 1000);

        assertThat(slice.text()).isEqualTo("file 3\nfile 4\n");
        assertThat(slice.skipped()).isEqualTo(14);
        assertThat(rotated(3)).doesNotExist();
    }

    @Test
    void without_backups_the_file_is_only_cut() throws IOException {
        LogFile log = open();
        append("before");
        String end = log.read(Optional.empty(), 10).next();
        append(" lost");
        log.rotateIfLarger(3, 0);
        append("after");

        LogSlice slice = log.read(Optional.of(end), 100);

        assertThat(slice.text()).isEqualTo("after");
        assertThat(slice.skipped()).isEqualTo(5);
        assertThat(rotated(1)).doesNotExist();
    }

    @Test
    void a_small_file_is_left_alone() throws IOException {
        LogFile log = open();
        append("abc");
        log.rotateIfLarger(3, 2);
        assertThat(file).hasContent("abc");
        assertThat(rotated(1)).doesNotExist();
    }

    @Test
    void a_rotated_file_has_the_rights_of_its_origin() throws IOException {
        append("secret words");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        open().rotateIfLarger(3, 2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rotated(1))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void a_platform_that_dies_between_copy_and_cut_neither_loses_nor_doubles_bytes() throws IOException {
        LogFile log = open();
        String start = log.read(Optional.empty(), 1).next();
        append("first\n");
        LogState before = state();
        // As left by a platform that died right before the cut, while the service wrote on.
        Files.copy(file, rotated(1));
        remember(before.copied(0, 6, 5));
        append("second\n");

        assertThat(from(open(), start)).isEqualTo("first\nsecond\n");
        assertThat(file).isEmptyFile();
        append("third\n");
        assertThat(from(open(), start)).isEqualTo("first\nsecond\nthird\n");
    }

    @Test
    void a_platform_that_dies_right_after_the_cut_neither_loses_nor_doubles_bytes() throws IOException {
        LogFile log = open();
        String start = log.read(Optional.empty(), 1).next();
        append("first\n");
        Files.copy(file, rotated(1));
        remember(state().copied(0, 6, 5));
        Files.write(file, new byte[0]);
        append("second and longer\n");

        assertThat(from(open(), start)).isEqualTo("first\nsecond and longer\n");
    }

    @Test
    void a_file_that_somebody_else_cut_is_read_from_its_new_beginning() throws IOException {
        LogFile log = open();
        append("0123456789");
        String end = log.read(Optional.empty(), 10).next();
        Files.write(file, new byte[0]);
        append("new");
        assertThat(from(log, end)).isEqualTo("new");
    }

    @Test
    void a_file_that_was_deleted_is_empty() throws IOException {
        LogFile log = open();
        append("0123456789");
        String end = log.read(Optional.empty(), 10).next();
        Files.delete(file);
        assertThat(from(log, end)).isEmpty();
    }

    @Test
    void a_cursor_of_another_log_or_beyond_the_end_is_refused() throws IOException {
        LogFile log = open();
        append("abc");
        String next = log.read(Optional.empty(), 10).next();
        for (String cursor : new String[] {"", "x", "00000000:0", next + "0", next.replace(":", ":-")}) {
            assertThatThrownBy(() -> log.read(Optional.of(cursor), 10)).isInstanceOf(AiOpsException.class);
        }
    }

    @Test
    void a_damaged_memory_begins_anew_and_refuses_old_cursors() throws IOException {
        LogFile log = open();
        append("abc");
        String next = log.read(Optional.empty(), 10).next();
        Files.writeString(memory, "{ torn");

        LogFile reopened = open();

        assertThat(reopened.read(Optional.empty(), 10).text()).isEqualTo("abc");
        assertThatThrownBy(() -> reopened.read(Optional.of(next), 10)).isInstanceOf(AiOpsException.class);
    }

    private LogState state() throws IOException {
        return new ObjectMapper().readValue(Files.readAllBytes(memory), LogState.class);
    }

    private void remember(LogState state) throws IOException {
        Files.write(memory, new ObjectMapper().writeValueAsBytes(state));
    }
}
