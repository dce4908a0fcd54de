package io.aiops.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A process of this host.
 *
 * @param pid its id
 * @param parent its parent's id
 * @param command its command line, the arguments joined by blanks
 */
record HostProcess(long pid, long parent, String command) {

    /** All processes. */
    static List<HostProcess> all() {
        List<HostProcess> found = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path entry : entries) {
                read(entry).ifPresent(found::add);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return found;
    }

    /** Every process whose command line or environment names the mark, and all that descend from those. */
    static List<HostProcess> familyOf(String mark) {
        List<HostProcess> all = all();
        Set<Long> family = new TreeSet<>();
        all.stream()
                .filter(process -> process.command.contains(mark)
                        || readOrEmpty(process.pid, "environ").contains(mark))
                .forEach(process -> family.add(process.pid));
        int known;
        do {
            known = family.size();
            all.stream().filter(process -> family.contains(process.parent)).forEach(process -> family.add(process.pid));
        } while (family.size() > known);
        family.remove(ProcessHandle.current().pid());
        return all.stream().filter(process -> family.contains(process.pid)).toList();
    }

    /** Its share of the memory in bytes: what is its own, and its part of what is shared. Zero when it has ended. */
    long proportionalBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .sum();
        } catch (IOException ended) {
            return 0;
        }
    }

    /** The name of the program that it runs. */
    String program() {
        try {
            return Path.of("/proc/" + pid + "/exe").toRealPath().getFileName().toString();
        } catch (IOException ended) {
            return "?";
        }
    }

    /** Ends it at once, if it is still the process that was seen. */
    void kill() {
        if (pid <= 1 || pid == ProcessHandle.current().pid()) {
            throw new IllegalArgumentException("will not end process " + pid);
        }
        if (read(Path.of("/proc/" + pid))
                .filter(now -> now.command.equals(command))
                .isPresent()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** A daemon such as PM2's overwrites its command line, but not its environment. */
    private static String readOrEmpty(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/" + file), StandardCharsets.ISO_8859_1);
        } catch (IOException endedOrNotOurs) {
            return "";
        }
    }

    /** The process of a folder below {@code /proc}; empty when it has ended. */
    static Optional<HostProcess> read(Path entry) {
        try {
            String command = Files.readString(entry.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .trim();
            String stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 3);
            // A zombie has no command line any more: whoever reaps it does so, and nobody can end it.
            return command.isEmpty() || "Z".equals(afterName[0])
                    ? Optional.empty()
                    : Optional.of(new HostProcess(
                            Long.parseLong(entry.getFileName().toString()), Long.parseLong(afterName[1]), command));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }
}
