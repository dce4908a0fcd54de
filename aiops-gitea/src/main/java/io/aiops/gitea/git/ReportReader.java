package io.aiops.gitea.git;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads what {@code receive-pack} answers, plain or in side bands. */
final class ReportReader {

    private static final int MOST_REPORT = 1 << 20;
    private static final int MOST_MESSAGES = 8 << 10;

    private final ByteArrayOutputStream report = new ByteArrayOutputStream();
    private final ByteArrayOutputStream messages = new ByteArrayOutputStream();

    private ReportReader() {}

    static PushReport read(InputStream in, boolean sideBand) throws IOException {
        ReportReader reader = new ReportReader();
        return sideBand ? reader.sideBand(in) : reader.parse(in);
    }

    private PushReport sideBand(InputStream in) throws IOException {
        for (Optional<byte[]> line = PktLines.read(in); line.isPresent(); line = PktLines.read(in)) {
            byte[] bytes = line.get();
            if (bytes.length == 0) {
                continue;
            }
            switch (bytes[0]) {
                case 1 -> keep(report, bytes, MOST_REPORT);
                case 2 -> keep(messages, bytes, MOST_MESSAGES);
                default ->
                    throw new IOException("the server gave up: " + new String(bytes, StandardCharsets.UTF_8).strip());
            }
        }
        return parse(new ByteArrayInputStream(report.toByteArray()));
    }

    private static void keep(ByteArrayOutputStream kept, byte[] bytes, int most) {
        kept.write(bytes, 1, Math.max(0, Math.min(bytes.length - 1, most - kept.size())));
    }

    private PushReport parse(InputStream in) throws IOException {
        String unpack = "";
        Map<String, String> refused = new LinkedHashMap<>();
        boolean answered = false;
        for (Optional<byte[]> line = PktLines.read(in); line.isPresent(); line = PktLines.read(in)) {
            String text = PktLines.text(line.get());
            if (text.startsWith("unpack ")) {
                unpack = text.substring("unpack ".length());
            } else if (text.startsWith("ok ")) {
                answered = true;
            } else if (text.startsWith("ng ")) {
                answered = true;
                String[] parts = text.split(" ", 3);
                refused.put(parts[1], parts.length > 2 ? parts[2] : "no reason given");
            }
        }
        if (unpack.isEmpty() || !answered) {
            throw new EOFException("the report ended early");
        }
        return new PushReport(unpack, refused, new String(messages.toByteArray(), StandardCharsets.UTF_8).strip());
    }
}
