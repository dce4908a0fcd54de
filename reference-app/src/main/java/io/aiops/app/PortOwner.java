package io.aiops.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Who listens on a port of this machine, as far as the kernel tells us. */
final class PortOwner {

    private static final String LISTENING = "0A";

    private PortOwner() {}

    /** The process in words; empty where it cannot be known. */
    static Optional<String> of(int port) {
        try {
            List<String> inodes = Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                    .flatMap(table -> inodes(Path.of(table), port))
                    .toList();
            try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
                return processes
                        .filter(process -> process.getFileName().toString().matches("\\d+"))
                        .filter(process -> holds(process, inodes))
                        .findFirst()
                        .map(PortOwner::describe);
            }
        } catch (IOException | UncheckedIOException unknown) {
            return Optional.empty();
        }
    }

    private static Stream<String> inodes(Path table, int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        try (Stream<String> lines = Files.lines(table)) {
            return lines
                    .map(line -> line.strip().split("\\s+"))
                    .filter(row -> row.length > 9 && row[1].endsWith(suffix) && row[3].equals(LISTENING))
                    .map(row -> "socket:[" + row[9] + "]")
                    .toList()
                    .stream();
        } catch (IOException missing) {
            return Stream.empty();
        }
    }

    private static boolean holds(Path process, List<String> inodes) {
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return files.anyMatch(file -> {
                try {
                    return inodes.contains(Files.readSymbolicLink(file).toString());
                } catch (IOException closedMeanwhile) {
                    return false;
                }
            });
        } catch (IOException | UncheckedIOException notOurs) {
            return false;
        }
    }

    private static String describe(Path process) {
        String pid = process.getFileName().toString();
        try {
            String command = Files.readString(process.resolve("comm")).strip();
            return "process " + pid + " (" + command + ")";
        } catch (IOException gone) {
            return "process " + pid;
        }
    }
}
