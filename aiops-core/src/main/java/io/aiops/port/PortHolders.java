package io.aiops.port;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds who listens on a TCP port of this machine, by the kernel's tables under {@code /proc}. Sees the processes of its own
 * network and process namespace that the platform's user may look at. Gives up after a second: it is asked for the text of an
 * error, on machines with however many processes.
 */
public final class PortHolders {

    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final String LISTENING = "0A";
    private static final int COMMAND_LENGTH = 200;
    private static final Pattern PROGRAM = Pattern.compile(".*\\.(py|js|mjs|cjs|ts|jar|sh|rb|pl|php)");

    private final Path proc;

    /** Looks at this machine. */
    public PortHolders() {
        this(Path.of("/proc"));
    }

    PortHolders(Path proc) {
        this.proc = proc;
    }

    /** Who listens on the port, on whatever address; {@link PortHolder#UNKNOWN} if somebody does who cannot be seen. */
    public Optional<PortHolder> holder(int port) {
        Set<String> sockets = new HashSet<>();
        addListeners(proc.resolve("net/tcp"), port, sockets);
        addListeners(proc.resolve("net/tcp6"), port, sockets);
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(process(sockets).orElse(PortHolder.UNKNOWN));
    }

    private static void addListeners(Path table, int port, Set<String> sockets) {
        String suffix = String.format(":%04X", port);
        try (Stream<String> lines = Files.lines(table, StandardCharsets.ISO_8859_1)) {
            lines.map(line -> line.trim().split("\\s+"))
                    .filter(fields -> fields.length > 9)
                    .filter(fields -> fields[1].endsWith(suffix) && fields[3].equals(LISTENING))
                    .forEach(fields -> sockets.add("socket:[" + fields[9] + "]"));
        } catch (IOException | java.io.UncheckedIOException absent) {
            // No such table: the kernel has no IPv6, or this is no Linux. Then nothing is known.
            return;
        }
    }

    private Optional<PortHolder> process(Set<String> sockets) {
        long begin = System.nanoTime();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (System.nanoTime() - begin > LIMIT.toNanos()) {
                    return Optional.empty();
                }
                if (holds(process, sockets)) {
                    long pid = Long.parseLong(process.getFileName().toString());
                    return Optional.of(new PortHolder(OptionalLong.of(pid), command(process)));
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException unreadable) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (sockets.contains(target(file))) {
                    return true;
                }
            }
            return false;
        } catch (IOException | java.nio.file.DirectoryIteratorException notOurs) {
            // Ended meanwhile, or somebody else's.
            return false;
        }
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    private static String command(Path process) {
        try {
            String[] words = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .split("\0");
            String shown = program(words);
            if (shown.isBlank()) {
                shown = Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1)
                        .trim();
            }
            String printable = shown.replaceAll("\\p{Cntrl}", "?");
            return printable.length() > COMMAND_LENGTH ? printable.substring(0, COMMAND_LENGTH) + "…" : printable;
        } catch (IOException gone) {
            return "unknown command";
        }
    }

    /** The program, and the script, jar or module that it runs. */
    private static String program(String[] words) {
        for (int word = 1; word < words.length; word++) {
            if (words[word - 1].equals("-m")) {
                return words[0] + " -m " + words[word];
            }
            if (PROGRAM.matcher(words[word]).matches()) {
                return words[0] + " " + words[word];
            }
        }
        return words[0];
    }
}
