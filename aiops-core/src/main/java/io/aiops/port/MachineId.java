package io.aiops.port;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * A name of this machine that survives a reboot and is the same for every platform on it: a digest of the machine's own id, or
 * its host name where it has none. Containers of one image may share an id; their platforms then share a table of ports,
 * which costs ports but no correctness. Give such platforms a name of their own.
 */
public final class MachineId {

    private static final List<Path> FILES = List.of(Path.of("/etc/machine-id"), Path.of("/var/lib/dbus/machine-id"));

    private MachineId() {}

    /** The name of the machine that this runs on. */
    public static String current() {
        for (Path file : FILES) {
            String id = content(file);
            if (id.matches("[0-9a-f]{32}")) {
                // The id itself is confidential by its manual page.
                return "m-" + UUID.nameUUIDFromBytes(("io.aiops.port/" + id).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).trim();
        } catch (IOException absent) {
            return "";
        }
    }
}
