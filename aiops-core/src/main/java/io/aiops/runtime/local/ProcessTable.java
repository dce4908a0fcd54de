package io.aiops.runtime.local;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The processes of this host, as {@code /proc} shows them. Reads only; thread-safe. */
final class ProcessTable {

    /** How often the environment of a process in the middle of an exec is looked at again. */
    private static final int LOOKS = 10;

    private static final int PAUSE_NANOS = 50_000;

    /** Hundredths of a second after its start during which a process may still be in its first exec. */
    private static final int YOUNG = 500;

    private static final int KERNEL_THREADS = 2;

    private final Path proc = Path.of("/proc");

    /** What is known of a process; empty when there is none of that number. */
    Optional<ProcessStat> find(long pid) {
        return read(proc + "/" + pid + "/stat")
                .flatMap(line -> ProcessStat.parse(pid, new String(line, StandardCharsets.ISO_8859_1)));
    }

    /** Whether exactly this process still runs. */
    boolean lives(ProcessIdentity identity) {
        return find(identity.pid())
                .filter(stat -> stat.identity().equals(identity) && stat.lives())
                .isPresent();
    }

    /** Every living process but the kernel's own. */
    List<ProcessStat> scan() {
        List<ProcessStat> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path entry : entries) {
                long pid = Long.parseLong(String.valueOf(entry.getFileName()));
                find(pid)
                        .filter(stat -> stat.lives() && pid != KERNEL_THREADS && stat.parent() != KERNEL_THREADS)
                        .ifPresent(found::add);
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            throw new IllegalStateException("/proc cannot be read", unreadable);
        }
        return found;
    }

    /** The environment that a process was started with. */
    Environment environment(ProcessIdentity process) {
        long pid = process.pid();
        Path file = proc.resolve(pid + "/environ");
        try {
            byte[] bytes = Files.readAllBytes(file);
            // In the middle of an exec it is empty for a moment.
            for (int look = 1; bytes.length == 0 && look < LOOKS && uptime() - process.born() < YOUNG; look++) {
                LockSupport.parkNanos(PAUSE_NANOS);
                bytes = Files.readAllBytes(file);
            }
            return new Environment(true, "\0" + new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException gone) {
            return new Environment(true, "");
        } catch (IOException denied) {
            return new Environment(!Files.exists(proc.resolve(Long.toString(pid))), "");
        }
    }

    /** Whether standard output or standard error of a process is one of these files. */
    boolean writesTo(long pid, List<Path> files) {
        for (int descriptor = 1; descriptor <= 2; descriptor++) {
            if (files.contains(target(pid, descriptor))) {
                return true;
            }
        }
        return false;
    }

    private Path target(long pid, int descriptor) {
        Path link = proc.resolve(pid + "/fd/" + descriptor);
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException closedOrDenied) {
            return link;
        }
    }

    /** Hundredths of a second since the host was booted: the unit of {@link ProcessIdentity#born()}. */
    long uptime() {
        String line = new String(read("/proc/uptime").orElseThrow(), StandardCharsets.US_ASCII);
        String seconds = line.substring(0, line.indexOf(' '));
        return Long.parseLong(seconds.replace(".", ""));
    }

    /** Names the present boot of this host. */
    String bootId() {
        return new String(read("/proc/sys/kernel/random/boot_id").orElseThrow(), StandardCharsets.US_ASCII).trim();
    }

    private static Optional<byte[]> read(String file) {
        byte[] buffer = new byte[1024];
        try (FileInputStream in = new FileInputStream(file)) {
            int size = in.read(buffer);
            return size <= 0 ? Optional.empty() : Optional.of(java.util.Arrays.copyOf(buffer, size));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /**
     * An environment as far as it may be read.
     *
     * @param readable false when this user may not read it
     * @param text its entries, each after a NUL
     */
    record Environment(boolean readable, String text) {

        /** Whether it has an entry that begins so. */
        boolean has(String entry) {
            return text.contains("\0" + entry);
        }

        /** Whether it looks like one at all; some programs write their title over it. */
        boolean intact() {
            return text.length() > 1 && text.indexOf('=') > 0;
        }
    }
}
