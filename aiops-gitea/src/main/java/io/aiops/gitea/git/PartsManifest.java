package io.aiops.gitea.git;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * How a file that a server's limit does not let through is kept: in a folder {@code name.aiopsparts} with this and the parts.
 *
 * @param format {@link #FORMAT}
 * @param name of the file, without folders
 * @param size of the file in bytes
 * @param sha256 of the file, hex
 * @param executable whether the file is a program
 * @param parts in the order of the file
 */
public record PartsManifest(
        String format, String name, long size, String sha256, boolean executable, List<Part> parts) {

    /** The only format there is. */
    public static final String FORMAT = "aiops-parts/1";

    /** The name of the folder ends with it. */
    public static final String FOLDER = ".aiopsparts";

    /** The file with this in the folder. */
    public static final String FILE = "manifest.json";

    /**
     * One part.
     *
     * @param name of its file in the folder, five digits or more
     * @param size in bytes
     * @param sha256 hex
     */
    public record Part(String name, long size, String sha256) {}

    /** Copies. */
    public PartsManifest {
        parts = List.copyOf(parts);
    }

    /** As it is kept. */
    public byte[] json() {
        try {
            return (new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Reads what {@link #json} wrote; empty if it is something else. */
    static Optional<PartsManifest> read(byte[] json) {
        try {
            PartsManifest read = new ObjectMapper().readValue(json, PartsManifest.class);
            return FORMAT.equals(read.format()) ? Optional.of(read) : Optional.empty();
        } catch (IOException | RuntimeException other) {
            return Optional.empty();
        }
    }
}
