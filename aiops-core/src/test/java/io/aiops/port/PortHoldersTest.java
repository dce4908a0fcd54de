package io.aiops.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortHoldersTest {

    @TempDir
    Path proc;

    @Test
    @EnabledOnOs(OS.LINUX)
    void theHolderOnThisMachineIsFound() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(new PortHolders().holder(socket.getLocalPort())).hasValueSatisfying(holder -> {
                assertThat(holder.pid()).hasValue(ProcessHandle.current().pid());
                assertThat(holder.command()).contains("java");
            });
        }
    }

    @Test
    void aPortWithoutAListenerHasNoHolder() throws IOException {
        table("net/tcp", "1F41", "01", 4711);
        process(17, 4711, "server");

        assertThat(new PortHolders(proc).holder(8001)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "python3 -u main.py --token=s3cret | python3 main.py",
                "/usr/bin/python3 -m http.server 8001 | /usr/bin/python3 -m http.server",
                "java -Dkey=s3cret -jar app.jar | java app.jar",
                "mysqld --password s3cret | mysqld",
                "node /srv/index.js s3cret | node /srv/index.js"
            })
    void theCommandIsShownWithoutItsArguments(String command, String shown) throws IOException {
        table("net/tcp6", "1F41", "0A", 4711);
        process(17, 4711, command);

        assertThat(new PortHolders(proc).holder(8001)).contains(new PortHolder(OptionalLong.of(17), shown));
    }

    @Test
    void aHolderThatMayNotBeLookedAtIsUnknown() throws IOException {
        table("net/tcp", "1F41", "0A", 4711);
        Files.createDirectories(proc.resolve("17"));

        assertThat(new PortHolders(proc).holder(8001)).contains(PortHolder.UNKNOWN);
        assertThat(PortHolder.UNKNOWN.details()).containsOnlyKeys("command");
    }

    @Test
    void aMachineWithoutTablesKnowsNobody() {
        assertThat(new PortHolders(proc).holder(8001)).isEmpty();
    }

    private void table(String name, String port, String state, int inode) throws IOException {
        Path file = proc.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:%s 00000000:0000 %s 00000000:00000000 00:00000000 00000000  1000        0 %d 1 0 100
                """.formatted(port, state, inode));
    }

    private void process(int pid, int inode, String command) throws IOException {
        Path files = proc.resolve(Integer.toString(pid)).resolve("fd");
        Files.createDirectories(files);
        Files.createSymbolicLink(files.resolve("3"), Path.of("socket:[" + inode + "]"));
        Files.writeString(files.resolveSibling("cmdline"), command.replace(' ', '\0') + "\0");
        Files.writeString(files.resolveSibling("comm"), "short");
    }
}
