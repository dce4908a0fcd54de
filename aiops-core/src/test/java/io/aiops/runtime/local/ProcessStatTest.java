package io.aiops.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel's line is read whatever the program calls itself. */
class ProcessStatTest {

    private static final String REST = " S 1 42 40 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 3 0 987654 2 3 4";

    @ParameterizedTest
    @ValueSource(strings = {"python3", "a b", "x) Z 1 2 3", "((", ") S 9 9 9 9", "new\nline", ""})
    void a_name_cannot_hide_the_fields(String name) {
        ProcessStat stat = ProcessStat.parse(42, "42 (" + name + ")" + REST).orElseThrow();

        assertThat(stat.identity()).isEqualTo(new ProcessIdentity(42, 987654));
        assertThat(stat.parent()).isEqualTo(1);
        assertThat(stat.session()).isEqualTo(40);
        assertThat(stat.lives()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "42",
                "42 (x",
                "42 (x) S",
                "42 (x) S 1 2 3",
                "42 (x) S a b c d e f g h i j k l m n o p q r s t"
            })
    void half_a_line_is_no_process(String line) {
        assertThat(ProcessStat.parse(42, line)).isEmpty();
    }

    @Test
    void a_zombie_is_dead_unless_other_threads_of_it_live() {
        String zombie = "42 (x) Z 1 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 5 2 3";
        assertThat(ProcessStat.parse(42, zombie).orElseThrow().lives()).isFalse();
        assertThat(ProcessStat.parse(42, zombie.replace(" 20 0 1 0 5 ", " 20 0 2 0 5 "))
                        .orElseThrow()
                        .lives())
                .isTrue();
    }

    @Test
    void this_process_is_found_as_it_is() {
        ProcessTable table = new ProcessTable();
        ProcessStat self = table.find(ProcessHandle.current().pid()).orElseThrow();

        assertThat(table.lives(self.identity())).isTrue();
        assertThat(table.lives(new ProcessIdentity(self.pid(), self.identity().born() + 1)))
                .isFalse();
        assertThat(table.scan()).extracting(ProcessStat::identity).contains(self.identity());
        assertThat(self.identity().born()).isBetween(1L, table.uptime());
        assertThat(table.bootId()).hasSize(36);
        assertThat(table.environment(self.identity()).has("PATH=")).isTrue();
        assertThat(table.find(0)).isEmpty();
        assertThat(table.find(-1)).isEmpty();
    }
}
