package io.aiops.gitea.git;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Git's lines with a length before each. */
final class PktLines {

    private PktLines() {}

    /** The next line; empty at a flush. */
    static Optional<byte[]> read(InputStream in) throws IOException {
        byte[] head = in.readNBytes(4);
        if (head.length < 4) {
            throw new EOFException("the answer ended early");
        }
        int length;
        try {
            length = Integer.parseInt(new String(head, StandardCharsets.US_ASCII), 16);
        } catch (NumberFormatException other) {
            throw new IOException("the answer is not git's", other);
        }
        if (length == 0) {
            return Optional.empty();
        }
        if (length < 4) {
            throw new IOException("the answer is not git's");
        }
        byte[] line = in.readNBytes(length - 4);
        if (line.length < length - 4) {
            throw new EOFException("the answer ended early");
        }
        return Optional.of(line);
    }

    static String text(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    static byte[] line(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] line = new byte[bytes.length + 4];
        byte[] head = String.format("%04x", line.length).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, line, 0, 4);
        System.arraycopy(bytes, 0, line, 4, bytes.length);
        return line;
    }
}
