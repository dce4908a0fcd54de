package io.aiops.app.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The main process of a PostgreSQL, as its own file and the kernel show it.
 *
 * @param pid its process
 * @param port where it listens
 */
record Postmaster(long pid, int port) {

    /**
     * The one that runs on a data folder right now. A file alone proves nothing, since process numbers are given again: the
     * process must be a PostgreSQL that works in this very folder.
     */
    static Optional<Postmaster> of(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            if (lines.size() < 4) {
                return Optional.empty();
            }
            Postmaster claimed = new Postmaster(
                    Long.parseLong(lines.get(0).strip()),
                    Integer.parseInt(lines.get(3).strip()));
            return claimed.worksIn(data) ? Optional.of(claimed) : Optional.empty();
        } catch (IOException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    private boolean worksIn(Path data) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            return Files.isSameFile(process.resolve("cwd").toRealPath(), data)
                    && process.resolve("exe").toRealPath().endsWith("postgres");
        } catch (IOException goneOrForeign) {
            return false;
        }
    }
}
