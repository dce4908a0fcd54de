package io.aiops.testkit.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks at the processes of this host with its own eyes, not through what is tested. A zombie counts as dead. */
public final class HostProcesses {

    private HostProcesses() {}

    /** Whether a process of that number runs. */
    public static boolean isAlive(long pid) {
        String stat = read(Path.of("/proc/" + pid + "/stat"));
        int nameEnd = stat.lastIndexOf(')');
        return nameEnd > 0 && stat.charAt(nameEnd + 2) != 'Z' && stat.charAt(nameEnd + 2) != 'X';
    }

    /** Every process that works below a folder, or whose environment or command line names it. */
    public static List<Long> around(Path folder) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> String.valueOf(process.getFileName()).matches("[0-9]+"))
                    .filter(process -> touches(process, folder))
                    .map(process -> Long.valueOf(String.valueOf(process.getFileName())))
                    .filter(pid -> pid != ProcessHandle.current().pid() && isAlive(pid))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean touches(Path process, Path folder) {
        return works(process, folder)
                || read(process.resolve("environ")).contains(folder.toString())
                || read(process.resolve("cmdline")).contains(folder.toString());
    }

    private static boolean works(Path process, Path folder) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).startsWith(folder);
        } catch (IOException gone) {
            return false;
        }
    }

    /** The command line of a process, its arguments separated by blanks; empty when it is gone. */
    public static String commandLine(long pid) {
        return read(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ').trim();
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
