package io.aiops.runtime;

import java.nio.charset.StandardCharsets;

/** A piece of a log: its bytes exactly as the process wrote them, and the cursor to read on from. Immutable. */
public final class LogSlice {

    private final byte[] bytes;
    private final String next;
    private final long skipped;

    /** A piece of a log; the array is taken over, not copied. */
    public LogSlice(byte[] bytes, String next, long skipped) {
        this.bytes = bytes;
        this.next = next;
        this.skipped = skipped;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** How many bytes there are. */
    public int size() {
        return bytes.length;
    }

    /** The bytes as UTF-8, where what is not UTF-8 becomes U+FFFD. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Where to read on; survives a rotation of the file and a restart of the platform. */
    public String next() {
        return next;
    }

    /** How many bytes between the asked cursor and this piece are lost, because they were rotated away. */
    public long skipped() {
        return skipped;
    }
}
