package io.aiops.gitea.git;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The body of one push: the wanted moves of refs, then the pack. Its length is known before it is sent. */
final class PushBody {

    private final byte[] commands;
    private final Optional<PackSource> pack;

    PushBody(List<RefUpdate> updates, Optional<PackSource> pack, String capabilities) {
        this.commands = commands(updates, capabilities);
        this.pack = pack;
    }

    long length() {
        return commands.length + pack.map(PackSource::length).orElse(0L);
    }

    BodyPublisher publisher(Movement movement, LongConsumer sent) {
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> new Counted(open(), length(), movement, sent)), length());
    }

    private InputStream open() {
        InputStream head = new ByteArrayInputStream(commands);
        try {
            return pack.isPresent() ? new SequenceInputStream(head, pack.get().open()) : head;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static byte[] commands(List<RefUpdate> updates, String capabilities) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String extra = "\0" + capabilities;
        for (RefUpdate update : updates) {
            out.writeBytes(PktLines.line(update.from() + " " + update.to() + " " + update.name() + extra));
            extra = "";
        }
        out.writeBytes("0000".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    /** Tells how much the connection has taken. */
    private static final class Counted extends InputStream {

        private final InputStream in;
        private final long length;
        private final Movement movement;
        private final LongConsumer sent;
        private long count;

        Counted(InputStream in, long length, Movement movement, LongConsumer sent) {
            this.in = in;
            this.length = length;
            this.movement = movement;
            this.sent = sent;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int wanted) throws IOException {
            int read = in.read(buffer, offset, wanted);
            if (read > 0) {
                count += read;
                movement.moved();
                sent.accept(count);
            }
            if (count >= length) {
                movement.waitingForAnswer(true);
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
