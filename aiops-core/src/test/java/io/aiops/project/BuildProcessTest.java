package io.aiops.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build command may see, and what of it is left: nothing. */
final class BuildProcessTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final StringBuilder said = new StringBuilder();
    private final String mark = "mark-" + UUID.randomUUID();

    @Test
    void whatACommandLeavesRunningEndsWithItAlsoWhenItMadeItselfADaemon() throws IOException {
        run(script("setsid sh -c 'sleep 600; : %1$s' & (setsid sh -c 'setsid sleep 600; : %1$s' >/dev/null 2>&1 &) "
                + "; sleep 601 & echo begun"));
        assertThat(said).contains("begun");
        assertThat(marked()).isZero();
    }

    @Test
    void aCancelledCommandIsGoneWithItsDaemons() throws IOException {
        AtomicBoolean cancelled = new AtomicBoolean();
        AiOpsException stopped = catchThrowableOfType(
                AiOpsException.class,
                () -> process(LIMIT, cancelled, output -> {
                            cancelled.set(output.contains("begun"));
                        })
                        .run(
                                "script",
                                script("setsid sh -c 'sleep 600; : %1$s' & echo begun; sleep 600; : %1$s"),
                                variables()));
        assertThat(stopped.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(marked()).isZero();
    }

    @Test
    void anInterruptEndsItAndStaysSet() throws IOException {
        Thread self = Thread.currentThread();
        AiOpsException stopped = catchThrowableOfType(
                AiOpsException.class,
                () -> process(LIMIT, new AtomicBoolean(), output -> {
                            if (output.contains("begun")) {
                                self.interrupt();
                            }
                        })
                        .run("script", script("setsid sleep 600 & echo begun; sleep 600; : %1$s"), variables()));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(stopped.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(marked()).isZero();
    }

    @Test
    void aCommandThatTakesTooLongIsGone() throws IOException {
        AiOpsException late = catchThrowableOfType(
                AiOpsException.class,
                () -> process(Duration.ofMillis(300), new AtomicBoolean(), output -> {})
                        .run("script", script("echo begun; while :; do sleep 1; done; : %1$s"), variables()));
        assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(late.details()).containsKey("log_tail");
        assertThat(marked()).isZero();
    }

    @Test
    void allOutputArrivesInOrderAndTheLastLinesGoIntoTheError() throws IOException {
        AiOpsException failed = catchThrowableOfType(
                AiOpsException.class,
                () -> run(script("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done; exit 7")));
        assertThat(said.toString().lines().filter(line -> line.startsWith("line ")))
                .hasSize(20000)
                .endsWith("line 19999");
        assertThat(failed.message()).contains("exit code 7").contains("line 19999");
        assertThat(failed.details()).containsEntry("exit_code", 7);
        assertThat(String.valueOf(failed.details().get("log_tail")).lines()).hasSize(40);
    }

    @Test
    void aCommandCannotAskAnybody() throws IOException {
        run(List.of("sh", "-c", "if read answer; then echo got; else echo nobody; fi"));
        assertThat(said).contains("nobody");
    }

    @Test
    void aSignalThatEndsItIsNamed() {
        AiOpsException failed =
                catchThrowableOfType(AiOpsException.class, () -> run(List.of("sh", "-c", "kill -SEGV $$")));
        assertThat(failed.message()).contains("signal 11");
    }

    @Test
    void argumentsArriveLiterally() throws IOException {
        String odd = "a b; $(touch evil) `x` \\ ' \" \n$HOME";
        run(List.of("printf", "%s", odd));
        assertThat(said.toString()).endsWith(odd);
        assertThat(folder).isEmptyDirectory();
    }

    private void run(List<String> command) {
        process(LIMIT, new AtomicBoolean(), output -> {}).run("script", command, variables());
    }

    private List<String> script(String text) {
        return List.of("sh", "-c", String.format(text, mark));
    }

    private Map<String, String> variables() {
        return Map.of("PATH", System.getenv("PATH"), "TEST_MARK", mark);
    }

    private BuildProcess process(
            Duration limit, AtomicBoolean cancelled, java.util.function.Consumer<String> onOutput) {
        return new BuildProcess(
                folder,
                (bytes, offset, length) -> {
                    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
                    said.append(text);
                    if (!text.startsWith("$ ")) {
                        onOutput.accept(said.toString());
                    }
                },
                limit,
                cancelled::get);
    }

    /** How many processes carry this test's mark in their environment or arguments. */
    private long marked() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(entry -> entry.getFileName().toString().matches("\\d+"))
                    .filter(entry -> holds(entry.resolve("environ")) || holds(entry.resolve("cmdline")))
                    .count();
        }
    }

    private boolean holds(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(mark);
        } catch (IOException gone) {
            return false;
        }
    }
}
