package io.aiops.app.gitea;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gitea.upload.BodyLimit;
import io.aiops.gitea.upload.KnownLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Limits of servers in a small file, one a line, so that a restart does not forget them. Thread-safe. */
final class LimitFile implements KnownLimits {

    private static final Logger LOG = LoggerFactory.getLogger(LimitFile.class);

    private final Path file;
    private final Map<URI, BodyLimit> known;

    private LimitFile(Path file, Map<URI, BodyLimit> known) {
        this.file = file;
        this.known = known;
    }

    /** Reads the file, if there is one; a line that cannot be read is as good as none. */
    static LimitFile open(Path file) {
        Map<URI, BodyLimit> known = new LinkedHashMap<>();
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            lines.forEach(line -> read(line, known));
        } catch (IOException unreadable) {
            LOG.warn("{} cannot be read; limits of requests are learnt anew: {}", file, unreadable.getMessage());
        }
        return new LimitFile(file, known);
    }

    private static void read(String line, Map<URI, BodyLimit> known) {
        String[] words = line.split(" ", -1);
        try {
            if (words.length == 4) {
                known.put(
                        URI.create(words[0]),
                        new BodyLimit(
                                Long.parseLong(words[1]), BodyLimit.Origin.valueOf(words[2]), Instant.parse(words[3])));
            }
        } catch (IllegalArgumentException | DateTimeException damaged) {
            LOG.warn("a line of the known limits of requests is damaged; that limit is learnt anew");
        }
    }

    @Override
    public synchronized Optional<BodyLimit> of(URI server) {
        return Optional.ofNullable(known.get(server));
    }

    @Override
    public synchronized void remember(URI server, BodyLimit limit) {
        known.put(server, limit);
        StringBuilder lines = new StringBuilder();
        known.forEach((url, each) -> lines.append(url)
                .append(' ')
                .append(each.bytes())
                .append(' ')
                .append(each.origin())
                .append(' ')
                .append(each.seen())
                .append('\n'));
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.writeString(part, lines, StandardCharsets.UTF_8);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException disk) {
            throw new AiOpsException(ErrorCode.STORAGE_FAILED, file + " cannot be written; make room", disk);
        }
    }
}
