package io.aiops.gitea.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commit statuses of one repository: a file to which lines are added. A line cut by a kill is left out. Thread-safe. */
final class StatusBook {

    private static final Logger LOG = LoggerFactory.getLogger(StatusBook.class);

    private final ObjectMapper json = JsonText.mapper();
    private final Path file;
    private final Map<String, List<StatusNote>> bySha = new LinkedHashMap<>();
    private long lastId;

    StatusBook(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                read(line);
            }
        }
    }

    /** Adds what {@code note} says, under a new id, and returns it with that id. */
    synchronized StatusNote add(StatusNote note) throws IOException {
        StatusNote numbered = new StatusNote(
                lastId + 1,
                note.sha(),
                note.state(),
                note.context(),
                note.description(),
                note.targetUrl(),
                note.creator(),
                note.at());
        append(json.writeValueAsString(numbered));
        keep(numbered);
        return numbered;
    }

    /** All about a commit, the latest first. */
    synchronized List<StatusNote> of(String sha) {
        List<StatusNote> notes = new ArrayList<>(bySha.getOrDefault(sha, List.of()));
        notes.sort(Comparator.comparingLong(StatusNote::id).reversed());
        return notes;
    }

    /** The latest of each context, the latest first. */
    synchronized List<StatusNote> latestOf(String sha) {
        Map<String, StatusNote> latest = new LinkedHashMap<>();
        for (StatusNote note : of(sha)) {
            latest.putIfAbsent(note.context(), note);
        }
        return List.copyOf(latest.values());
    }

    private void read(String line) {
        if (line.isBlank()) {
            return;
        }
        try {
            keep(json.readValue(line, StatusNote.class));
        } catch (JsonProcessingException e) {
            LOG.warn("a line of {} was cut and is left out", file);
        }
    }

    private void append(String line) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(("\n" + line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private void keep(StatusNote note) {
        bySha.computeIfAbsent(note.sha(), sha -> new ArrayList<>()).add(note);
        lastId = Math.max(lastId, note.id());
    }
}
