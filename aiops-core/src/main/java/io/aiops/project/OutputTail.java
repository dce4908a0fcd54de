package io.aiops.project;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Passes output on and remembers its last bytes. For one thread. */
final class OutputTail implements BuildOutput {

    private static final int KEPT = 16 * 1024;
    private static final int LINES = 40;

    private final BuildOutput next;
    private final byte[] ring = new byte[KEPT];
    private long written;

    OutputTail(BuildOutput next) {
        this.next = next;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        next.write(bytes, offset, length);
        for (int at = Math.max(0, length - KEPT); at < length; at++) {
            ring[(int) ((written + at) % KEPT)] = bytes[offset + at];
        }
        written += length;
    }

    /** The last lines. */
    String text() {
        int size = (int) Math.min(written, KEPT);
        byte[] last = new byte[size];
        for (int at = 0; at < size; at++) {
            last[at] = ring[(int) ((written - size + at) % KEPT)];
        }
        Deque<String> lines = new ArrayDeque<>();
        new String(last, StandardCharsets.UTF_8).lines().forEach(line -> {
            lines.addLast(line);
            if (lines.size() > LINES) {
                lines.removeFirst();
            }
        });
        return String.join("\n", lines);
    }
}
