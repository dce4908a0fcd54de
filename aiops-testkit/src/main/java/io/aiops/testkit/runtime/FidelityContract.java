package io.aiops.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiops.runtime.Capability;
import io.aiops.runtime.LogRequest;
import io.aiops.runtime.LogStream;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.runtime.Workload;
import io.aiops.service.Secret;
import io.aiops.testkit.service.Echo;
import io.aiops.testkit.service.Misbehaviour;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests 19 to 25: a process gets exactly what the specification says, and nothing else. */
public abstract class FidelityContract extends RuntimeContract {

    private static final List<String> HOSTILE = List.of(
            "",
            " ",
            " leading and trailing ",
            "a ; b",
            "a #b",
            "#",
            "%(here)s",
            "%%",
            "100%",
            "\"",
            "\"q\"",
            "'",
            "a'b\"c",
            "\\",
            "\\\\\"\\'",
            "\\n",
            "a\nb\r\nc\n",
            "\t\u000b\u001b[31m\u0007\u007f",
            "$HOME ${HOME} $(id) `id`",
            "!! !x",
            "* ? [a-z] ~ {a,b}",
            "> /dev/null < x | y & z && w",
            "-",
            "--",
            "-rf",
            "--help",
            "=",
            "a=b=c",
            "{\"json\": [1, \"\\u00e9\", null], \"x\": \"a b\"}",
            "é ü ß 中文 한국어 العربية",
            "😀 👩‍👩‍👧 \uD83D\uDCA9",
            "e\u0301 \u202e\u200b\ufeff",
            "x".repeat(100 * 1024));

    /** The topic on the backend of these fixtures. */
    protected FidelityContract(Supplier<RuntimeFixture> fixtures) {
        super(fixtures);
    }

    private Echo echoOf(Workload workload) {
        serving(workload);
        return client(workload).echo();
    }

    @Test
    @DisplayName("19 arguments arrive byte for byte")
    void argumentsArriveExactly() {
        Workload echo = echo("echo").toBuilder()
                .command(workloads.program().command(HOSTILE.toArray(String[]::new)))
                .build();

        assertThat(echoOf(fixture.fit(echo)).arguments()).isEqualTo(HOSTILE);
    }

    @Test
    @DisplayName("20 the environment arrives byte for byte")
    void environmentArrivesExactly() {
        Map<String, String> values = new LinkedHashMap<>();
        for (int index = 0; index < HOSTILE.size(); index++) {
            values.put("VALUE_" + index, HOSTILE.get(index));
        }
        values.put("_", "underscore");
        values.put("lower_case", "kept");
        Workload echo = echo("echo").toBuilder()
                .environment(workloads.environment(Misbehaviour.none(), values))
                .build();

        assertThat(echoOf(fixture.fit(echo)).environment()).containsAllEntriesOf(values);
    }

    @Test
    @DisplayName("21 nothing of the platform's own environment reaches the process")
    void nothingIsInherited() {
        Workload echo = echo("echo");

        Set<String> names = new TreeSet<>(echoOf(echo).environment().keySet());

        assertThat(names)
                .contains("HOST", "PORT")
                .containsAll(echo.environment().keySet());
        names.removeAll(echo.environment().keySet());
        names.removeIf(name -> name.startsWith("AIOPS_"));
        names.removeAll(Set.of("HOST", "PORT", "PATH", "HOSTNAME", "HOME", "LC_CTYPE"));
        assertThat(names).isEmpty();
    }

    @Test
    @DisplayName("22 secrets reach the process and nothing that others can read")
    void secretsStaySecret() {
        String value = "s3cr3t-päss ; \"%\" \n🔑";
        Workload echo = echo("echo").toBuilder()
                .secrets(Map.of("SERVICE_API_KEY", Secret.of(value)))
                .build();
        RuntimeHandle handle = serving(echo);

        assertThat(client(echo).echo().variable("SERVICE_API_KEY")).contains(value);

        assertThat(echo.toString()).doesNotContain("s3cr3t");
        assertThat(handle.toString()).doesNotContain("s3cr3t");
        assertThat(runtime.statuses().toString()).doesNotContain("s3cr3t");
        assertThat(runtime.readLog(handle, LogRequest.tail(LogStream.STDERR, 10_000))
                        .text())
                .doesNotContain("s3cr3t");
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> io.aiops.testkit.service.HostProcesses.commandLine(process.pid())))
                .noneMatch(line -> line.contains("s3cr3t"));
        assertThat(ReadableFiles.byOthers(home)).noneMatch(file -> ReadableFiles.contains(file, "s3cr3t"));
    }

    @Test
    @DisplayName("23 the command starts in its working directory")
    void workingDirectoryIsApplied() {
        Workload echo = echo("echo");

        assertThat(Path.of(echoOf(echo).details().get("directory").asText())).isEqualTo(echo.workingDirectory());
    }

    @Test
    @DisplayName("23 the command runs as the user that was asked for, with that user's groups")
    void userIsApplied() {
        needs(Capability.USER);
        Workload echo = echo("echo").toBuilder()
                .user(Optional.of("nobody"))
                .command("/bin/sh", "-c", "id -u; id -G; exec sleep 60")
                .build();
        RuntimeHandle handle = running(fixture.fit(echo));

        eventually(() -> {
            String[] lines = runtime.readLog(handle, LogRequest.tail(LogStream.STDOUT, 1000))
                    .text()
                    .split("\n");
            assertThat(lines).hasSize(2);
            assertThat(lines[0]).isNotEqualTo("0");
            assertThat(List.of(lines[1].split(" ", -1))).doesNotContain("0");
        });
    }

    @Test
    @DisplayName("24 standard input is at its end")
    void stdinIsAtItsEnd() {
        assertThat(echoOf(echo("echo")).details().get("stdin").asText()).isEmpty();
    }

    @Test
    @DisplayName("25 files are created for others to read, and only standard descriptors are open")
    void umaskAndDescriptors() {
        JsonNode details = echoOf(echo("echo")).details();

        assertThat(details.get("umask").asInt()).isEqualTo(0022);
        details.get("descriptors").properties().forEach(descriptor -> {
            if (Integer.parseInt(descriptor.getKey()) > 2) {
                // The service's own socket, connection and /proc listing.
                assertThat(descriptor.getValue().asText()).matches("socket:.*|/proc/.*");
            }
        });
        assertThat(details.get("descriptors").get("1").asText()).startsWith(home.toString());
        assertThat(details.get("descriptors").get("2").asText()).startsWith(home.toString());
    }

    @Test
    @DisplayName("25 signals arrive as the system delivers them: none is blocked or ignored")
    void signalsAreAsByDefault() {
        JsonNode details = echoOf(echo("echo")).details();

        assertThat(Long.parseUnsignedLong(details.get("blocked").asText(), 16)).isZero();
        // Python itself ignores SIGPIPE (13) and SIGXFSZ (25); real-time signals 32 and 33 are the C library's.
        long ignored = Long.parseUnsignedLong(details.get("ignored").asText(), 16);
        assertThat(ignored & ~(1L << 12) & ~(1L << 24) & ~(3L << 31)).isZero();
    }

    @Test
    @DisplayName("a program is found on the workload's own PATH, and a script without a first line runs")
    void programIsFoundOnOwnPath() throws Exception {
        Path folder = java.nio.file.Files.createDirectories(home.resolve("bin with blank"));
        Path script = java.nio.file.Files.writeString(folder.resolve("hello"), "echo hello \"$1\"; exec sleep 60\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Workload hello = echo("hello").toBuilder()
                .command("hello", "you there")
                .environment(workloads.environment(Misbehaviour.none(), Map.of("PATH", folder + ":/usr/bin:/bin")))
                .build();

        RuntimeHandle handle = running(fixture.fit(hello));

        eventually(() -> assertThat(runtime.readLog(handle, LogRequest.tail(LogStream.STDOUT, 100))
                        .text())
                .isEqualTo("hello you there\n"));
    }
}
