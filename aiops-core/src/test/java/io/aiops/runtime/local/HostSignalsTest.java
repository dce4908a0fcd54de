package io.aiops.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract tests 36 and 37 at the one place that signals. */
class HostSignalsTest {

    private final ProcessTable table = new ProcessTable();
    private final HostSignals signals = new HostSignals(table);
    private final Process child;

    HostSignalsTest() throws IOException {
        child = new ProcessBuilder("sleep", "60").start();
    }

    @AfterEach
    void endChild() {
        child.destroyForcibly();
    }

    private ProcessIdentity identity(long pid) {
        return table.find(pid).orElseThrow().identity();
    }

    @Test
    void no_number_that_means_more_than_one_process_is_ever_signalled() {
        Random random = new Random(11);
        long self = ProcessHandle.current().pid();
        List<Long> special = List.of(0L, 1L, -1L, -self, self, Long.MIN_VALUE, (long) Integer.MIN_VALUE, -child.pid());
        for (long pid : special) {
            assertThat(signals.maySignal(new ProcessIdentity(
                            pid, table.find(pid).map(s -> s.identity().born()).orElse(0L))))
                    .as("pid %s", pid)
                    .isFalse();
        }
        for (int round = 0; round < 10_000; round++) {
            long pid = random.nextLong() | Long.MIN_VALUE;
            assertThat(signals.maySignal(new ProcessIdentity(pid, random.nextLong())))
                    .isFalse();
        }
    }

    @Test
    void a_number_with_another_start_time_is_not_signalled() throws Exception {
        ProcessIdentity mine = identity(child.pid());
        for (String name : List.of("KILL", "TERM", "INT")) {
            signals.send(name, List.of(new ProcessIdentity(mine.pid(), mine.born() + 1)));
            signals.send(name, List.of(new ProcessIdentity(mine.pid(), mine.born() - 1)));
            signals.send(name, List.of(new ProcessIdentity(mine.pid(), 0)));
        }

        assertThat(child.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM 15", "KILL 9", "INT 2", "HUP 1", "USR1 10", "USR2 12"})
    void each_signal_reaches_the_process_that_is_meant(String nameAndNumber) throws Exception {
        String[] parts = nameAndNumber.split(" ", -1);

        signals.send(parts[0], List.of(identity(child.pid())));

        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(128 + Integer.parseInt(parts[1]));
    }
}
