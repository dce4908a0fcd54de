package io.aiops.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The temporary folder of one run. Its name stands in the command line or the environment of every process that the run
 * starts, so that {@link #close()} finds and ends all of them, whatever happened before.
 */
final class Workspace implements AutoCloseable {

    private final Path folder;
    private int nextPort = 21_000;

    private Workspace(Path folder) {
        this.folder = folder;
    }

    static Workspace create() throws IOException {
        return new Workspace(Files.createTempDirectory("aiops-bench-").toRealPath());
    }

    Path folder() {
        return folder;
    }

    /** A folder below, made when it is missing. */
    Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    /** Where the services and clients of the harness are; what runs one of them is no manager. */
    Path programs() throws IOException {
        return folder("programs");
    }

    /** Writes a file that comes with the harness into the workspace. */
    Path unpack(String resource) throws IOException {
        Path target = programs().resolve(resource);
        try (InputStream bytes = Workspace.class.getResourceAsStream(resource)) {
            if (bytes == null) {
                throw new IOException("no resource " + resource);
            }
            Files.write(target, bytes.readAllBytes());
        }
        return target;
    }

    /** Services on ports that are free now and were not given before. */
    List<Slot> slots(String prefix, int count) {
        List<Slot> slots = new ArrayList<>();
        while (slots.size() < count) {
            int port = nextPort++;
            if (port >= 32_000) {
                throw new IllegalStateException("no free ports are left below 32000");
            }
            if (isFree(port)) {
                slots.add(new Slot(prefix + "-" + slots.size(), port));
            }
        }
        return slots;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Ends every process of this run that is still there; keepers before their services. Returns how many there were. */
    synchronized int endAllProcesses() {
        int ended = 0;
        String programs = folder.resolve("programs").toString();
        for (int attempt = 0; attempt < 50; attempt++) {
            List<HostProcess> left = HostProcess.familyOf(folder.toString());
            if (left.isEmpty()) {
                break;
            }
            ended += left.size();
            left.stream()
                    .sorted(Comparator.comparing(process -> process.command().contains(programs)))
                    .forEach(HostProcess::kill);
            LockSupport.parkNanos(100_000_000);
        }
        return ended;
    }

    /** As {@link #close()}, on the way out of a run that was cut short. */
    void abandon() {
        try {
            close();
        } catch (IOException left) {
            Progress.say("%s could not be removed: %s", folder, left);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        endAllProcesses();
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
