package io.aiops.project;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of one build command: its descendants, its session, and all that carry its mark in their environment, so
 * that one which became a daemon is found too. A process is ended only after it was recognised as one of these.
 */
final class BuildTree {

    private static final Logger LOG = LoggerFactory.getLogger(BuildTree.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Path PROC = Path.of("/proc");

    private final Process process;
    private final String mark;

    BuildTree(Process process, String mark) {
        this.process = process;
        this.mark = mark;
    }

    /** Ends all of them at once and waits, 5 s at most, until they are gone. */
    void kill() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        // A pending interrupt would close every file that is read here; it is put back below.
        boolean interrupted = Thread.interrupted();
        Set<ProcessHandle> left = members();
        while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
            left.forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            interrupted |= Thread.interrupted();
            left = members();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!left.isEmpty()) {
            LOG.warn(
                    "a build command left processes that cannot be ended: {}",
                    left.stream().map(ProcessHandle::pid).toList());
        }
    }

    private Set<ProcessHandle> members() {
        Set<ProcessHandle> found = new HashSet<>();
        if (process.isAlive()) {
            found.add(process.toHandle());
            process.descendants().filter(ProcessHandle::isAlive).forEach(found::add);
        }
        if (!Files.isDirectory(PROC)) {
            return found;
        }
        long own = ProcessHandle.current().pid();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                long pid = Long.parseLong(entry.getFileName().toString());
                if (pid > 1 && pid != own && isMember(entry)) {
                    ProcessHandle.of(pid).ifPresent(found::add);
                }
            }
        } catch (IOException unreadable) {
            LOG.warn("cannot look for the processes of a build", unreadable);
        }
        return found;
    }

    private boolean isMember(Path entry) {
        Optional<String> stat = read(entry.resolve("stat"));
        if (stat.isEmpty()) {
            return false;
        }
        // The name in parentheses may hold anything; the fields after it are: state, parent, group, session.
        String[] fields =
                stat.get().substring(stat.get().lastIndexOf(')') + 1).strip().split(" ", 5);
        if (fields.length < 4 || fields[0].equals("Z") || fields[0].equals("X")) {
            return false;
        }
        String leader = Long.toString(process.pid());
        if (fields[2].equals(leader) || fields[3].equals(leader)) {
            return true;
        }
        return read(entry.resolve("environ"))
                .map(all -> ("\0" + all).contains("\0" + mark))
                .orElse(false);
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
