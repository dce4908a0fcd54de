package io.aiops.runtime.local;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Which bytes of a log are where. Positions count from the log's first byte ever, so that they outlive a rotation.
 *
 * @param id tells this log's cursors from those of others
 * @param path the file that is written to
 * @param base the position of that file's first byte
 * @param truncating in the middle of a rotation, how many bytes are copied and wait to be cut off; else 0
 * @param rotated the rotated files, {@code .1} first
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record LogState(String id, String path, long base, long truncating, List<Segment> rotated) {

    LogState {
        Objects.requireNonNull(id);
        Objects.requireNonNull(path);
        rotated = List.copyOf(rotated);
    }

    /**
     * A rotated file.
     *
     * @param from the position of its first byte
     * @param to the position after its last byte
     */
    record Segment(long from, long to) {}

    /** The state after the written file was copied to {@code .1}, before it is cut. */
    LogState copied(long from, long to, int backups) {
        List<Segment> more = new ArrayList<>(rotated);
        more.add(0, new Segment(from, to));
        return new LogState(id, path, base, to - base, more.subList(0, Math.min(more.size(), backups)));
    }

    /** The state after the written file was cut. */
    LogState cut() {
        return new LogState(id, path, base + truncating, 0, rotated);
    }

    /** The state after so many bytes of the written file were lost. */
    LogState lost(long bytes) {
        return new LogState(id, path, base + bytes, truncating, rotated);
    }
}
