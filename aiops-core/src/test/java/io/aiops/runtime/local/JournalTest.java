package io.aiops.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiops.runtime.local.JournalState.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal is read as far as it is whole, whatever a crash or a full disk made of it. */
class JournalTest {

    private static final String WHOLE = """

            keeper 100 5000 boot-1 ;

            started 1 101 5001 ;

            exited 1 3 20 5021 ;

            backoff 2 50 5021 ;

            started 2 102 5071 ;

            exited 2 137 900 5971 ;

            started 3 103 5971 ;
            """;

    private Path file = Path.of("unset");

    @BeforeEach
    void nameFile(@TempDir Path folder) {
        file = folder.resolve("journal");
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void a_missing_journal_says_nothing() {
        assertThat(new Journal(file).read()).isEqualTo(JournalState.EMPTY);
    }

    @Test
    void the_last_lines_win() throws IOException {
        append(WHOLE);

        JournalState state = new Journal(file).read();

        assertThat(state.phase()).isEqualTo(Phase.STARTED);
        assertThat(state.attempt()).isEqualTo(3);
        assertThat(state.process()).isEqualTo(new ProcessIdentity(103, 5971));
        assertThat(state.keeper()).isEqualTo(new ProcessIdentity(100, 5000));
        assertThat(state.boot()).isEqualTo("boot-1");
        assertThat(state.exit()).isEqualTo(new JournalState.Exit(2, Optional.of(137), 900, 5971, false));
    }

    @Test
    void reading_piece_by_piece_says_the_same_as_reading_at_once() throws IOException {
        Journal pieces = new Journal(file);
        Random random = new Random(3);
        for (int from = 0; from < WHOLE.length(); ) {
            int to = Math.min(WHOLE.length(), from + 1 + random.nextInt(9));
            append(WHOLE.substring(from, to));
            pieces.read();
            from = to;
        }

        assertThat(pieces.read()).isEqualTo(new Journal(file).read());
        assertThat(pieces.read().attempt()).isEqualTo(3);
    }

    @Test
    void a_line_torn_anywhere_harms_neither_the_line_before_nor_the_line_after() throws IOException {
        String line = "\nstarted 4 104 6000 ;\n";
        for (int cut = 0; cut < line.length(); cut++) {
            Files.deleteIfExists(file);
            append(WHOLE + line.substring(0, cut));

            JournalState torn = new Journal(file).read();
            // Only the final line end may be missing from a line that counts, and then it does not count yet.
            assertThat(torn.attempt()).as("cut at %s", cut).isEqualTo(3);
            assertThat(torn.process()).isEqualTo(new ProcessIdentity(103, 5971));

            append("\nexited 4 0 10 6010 ;\n");
            JournalState next = new Journal(file).read();
            assertThat(next.phase()).as("cut at %s", cut).isEqualTo(Phase.EXITED);
            assertThat(next.exit()).isNotNull();
        }
    }

    @Test
    void a_journal_that_shrank_begins_anew() throws IOException {
        append(WHOLE);
        Journal journal = new Journal(file);
        journal.read();

        Files.writeString(file, "\nkeeper 7 8 boot-2 ;\n");

        assertThat(journal.read().phase()).isEqualTo(Phase.KEPT);
        assertThat(journal.read().attempt()).isZero();
        assertThat(journal.read().process()).isNull();
    }

    @Test
    void nonsense_changes_nothing() throws IOException {
        append(WHOLE);
        Journal journal = new Journal(file);
        JournalState before = journal.read();

        append(
                "\n;\n\n ;\nstarted x y z ;\nstarted 9 9 ;\nkeeper 1 ;\nexited 1 - 3 4 ;\nwhat 1 2 3 ;\n\0\0\0 ;\nfatal 9\n");

        assertThat(journal.read()).isEqualTo(before);
    }

    @Test
    void an_exit_during_a_stop_is_expected_and_one_before_it_is_not() throws IOException {
        append("\nkeeper 1 2 b ;\n\nstarted 1 5 6 ;\n\nexited 1 143 20 30 ;\n\nstopped 1 30 ;\n");
        JournalState stopped = new Journal(file).read();
        assertThat(stopped.exit()).isEqualTo(new JournalState.Exit(1, Optional.of(143), 20, 30, true));

        Files.delete(file);
        append("\nkeeper 1 2 b ;\n\nstarted 1 5 6 ;\n\nexited 1 1 20 30 ;\n\nbackoff 2 50 30 ;\n\nstopped 2 31 ;\n");
        JournalState waiting = new Journal(file).read();
        assertThat(waiting.exit()).isEqualTo(new JournalState.Exit(1, Optional.of(1), 20, 30, false));
        assertThat(waiting.phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    void a_keeper_that_takes_over_finds_the_process_running() throws IOException {
        append(WHOLE + "\nkeeper 200 9000 boot-1 ;\n");

        JournalState state = new Journal(file).read();

        assertThat(state.phase()).isEqualTo(Phase.STARTED);
        assertThat(state.keeper()).isEqualTo(new ProcessIdentity(200, 9000));
        assertThat(state.process()).isEqualTo(new ProcessIdentity(103, 5971));
    }

    @Test
    void what_the_platform_writes_itself_is_read_back() throws IOException {
        append(WHOLE + "\nexited 3 1");
        Journal journal = new Journal(file);

        journal.write("exited 3 ? 0 7000");
        journal.write("stopped 3 7000");

        assertThat(journal.read().phase()).isEqualTo(Phase.STOPPED);
        assertThat(journal.read().exit()).isEqualTo(new JournalState.Exit(3, Optional.empty(), 0, 7000, true));
        journal.clear();
        assertThat(journal.read()).isEqualTo(JournalState.EMPTY);
    }
}
