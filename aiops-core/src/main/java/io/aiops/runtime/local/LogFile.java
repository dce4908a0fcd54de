package io.aiops.runtime.local;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.runtime.LogSlice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One log file that processes append to, with its rotated predecessors. It is rotated by copy and cut, because nobody can
 * give a running process another file; what is written between the last byte copied and the cut, some microseconds, is lost.
 * Thread-safe.
 */
final class LogFile {

    private static final Pattern CURSOR = Pattern.compile("([0-9a-f]{8}):([0-9]{1,18})");

    /** The most of one file that is kept when it grew while no platform lived. */
    private static final long LARGEST_COPY = 64L << 20;

    private static final int COPY_CHUNK = 1 << 20;
    private static final byte[] NOTHING = {};

    private final Path file;
    private final Path memory;
    private final ObjectMapper json;
    private LogState state;
    private long lastSize;

    LogFile(Path file, Path memory, ObjectMapper json) throws IOException {
        this.file = file;
        this.memory = memory;
        this.json = json;
        this.state = remembered();
        finishRotation();
    }

    private LogState remembered() throws IOException {
        try {
            @Nullable LogState known = json.readValue(Files.readAllBytes(memory), LogState.class);
            if (known != null && known.path().equals(file.toString())) {
                return known;
            }
        } catch (NoSuchFileException | JacksonException unknown) {
            // Begins anew; cursors of before are then refused instead of pointing to the wrong bytes.
        }
        LogState fresh = new LogState(UUID.randomUUID().toString().substring(0, 8), file.toString(), 0, 0, List.of());
        remember(fresh);
        return fresh;
    }

    private void remember(LogState next) throws IOException {
        StateFiles.write(memory, json.writeValueAsBytes(next));
        state = next;
    }

    /** A rotation that a dying platform left half done: the copy is made, the cut may be missing. */
    private void finishRotation() throws IOException {
        if (state.truncating() > 0) {
            if (size() >= state.truncating() && beginsLikeCopy()) {
                cut(state.truncating());
            }
            remember(state.cut());
        }
        lastSize = size();
    }

    private boolean beginsLikeCopy() throws IOException {
        int length = (int) Math.min(4096, state.truncating());
        Path copy = rotated(1);
        if (!Files.exists(copy) || Files.size(copy) < state.truncating()) {
            return true;
        }
        return Arrays.equals(read(file, 0, length), read(copy, 0, length));
    }

    private long size() {
        return file.toFile().length();
    }

    private Path rotated(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    /** Takes note of the size, and that somebody else cut the file. */
    private void checkSize() throws IOException {
        long size = size();
        if (size < lastSize) {
            remember(state.lost(lastSize));
        }
        lastSize = size;
    }

    /**
     * Reads from a cursor, or the last bytes.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} for a cursor that this log never gave
     */
    synchronized LogSlice read(Optional<String> cursor, int maxBytes) {
        try {
            checkSize();
            long end = state.base() + lastSize;
            long asked = cursor.isPresent() ? position(cursor.get(), end) : Math.max(oldest(end), end - maxBytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            long from = available(asked);
            long position = from;
            while (out.size() < maxBytes && position < end) {
                byte[] piece = piece(position, maxBytes - out.size());
                if (piece.length == 0 || available(position) != position) {
                    break;
                }
                out.writeBytes(piece);
                position += piece.length;
            }
            return new LogSlice(out.toByteArray(), state.id() + ":" + position, from - asked);
        } catch (IOException unreadable) {
            throw StateFolder.failed("the log " + file + " cannot be read", unreadable);
        }
    }

    private long position(String cursor, long end) {
        Matcher matcher = CURSOR.matcher(cursor);
        if (!matcher.matches() || !matcher.group(1).equals(state.id()) || Long.parseLong(matcher.group(2)) > end) {
            throw new AiOpsException(
                    ErrorCode.INVALID_REQUEST,
                    "this log never gave that cursor; read without one to begin with its end");
        }
        return Long.parseLong(matcher.group(2));
    }

    /** The oldest byte from which everything up to the end can be read. */
    private long oldest(long end) {
        long oldest = Math.min(state.base(), end);
        for (int number = 1; number <= state.rotated().size(); number++) {
            LogState.Segment segment = state.rotated().get(number - 1);
            if (segment.to() != oldest || !Files.exists(rotated(number))) {
                return oldest;
            }
            oldest = segment.from();
        }
        return oldest;
    }

    /** The first position from the given one on that still can be read. */
    private long available(long position) {
        long best = Math.max(position, state.base());
        for (int number = 1; number <= state.rotated().size(); number++) {
            LogState.Segment segment = state.rotated().get(number - 1);
            if (segment.to() > position && Files.exists(rotated(number))) {
                best = Math.min(best, Math.max(segment.from(), position));
            }
        }
        return best;
    }

    private byte[] piece(long position, int length) throws IOException {
        if (position >= state.base()) {
            return read(file, position - state.base(), length);
        }
        for (int number = 1; number <= state.rotated().size(); number++) {
            LogState.Segment segment = state.rotated().get(number - 1);
            if (segment.from() <= position && position < segment.to()) {
                return read(
                        rotated(number), position - segment.from(), (int) Math.min(length, segment.to() - position));
            }
        }
        return NOTHING;
    }

    private static byte[] read(Path from, long offset, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(from, StandardOpenOption.READ)) {
            long there = Math.max(0, Math.min(length, channel.size() - offset));
            byte[] bytes = new byte[(int) there];
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            int count = there == 0 ? 0 : channel.read(buffer, offset);
            while (count > 0 && buffer.hasRemaining()) {
                count = channel.read(buffer, offset + buffer.position());
            }
            return buffer.hasRemaining() ? Arrays.copyOf(bytes, buffer.position()) : bytes;
        } catch (NoSuchFileException none) {
            return NOTHING;
        }
    }

    /** Rotates the file if it is larger than allowed. */
    synchronized void rotateIfLarger(long maxBytes, int backups) throws IOException {
        checkSize();
        if (lastSize <= maxBytes) {
            return;
        }
        if (backups > 0) {
            Path copy = file.resolveSibling("." + file.getFileName() + ".copy");
            try {
                long from = copy(copy, Math.max(LARGEST_COPY, maxBytes));
                for (int number = backups - 1; number >= 1; number--) {
                    shift(number);
                }
                long length = Files.size(copy);
                Files.move(copy, rotated(1), StandardCopyOption.ATOMIC_MOVE);
                long begin = state.base() + from;
                remember(state.copied(begin, begin + length, backups));
            } catch (IOException failed) {
                Files.deleteIfExists(copy);
                throw failed;
            }
        } else {
            remember(new LogState(state.id(), state.path(), state.base(), lastSize, List.of()));
        }
        cut(state.truncating());
        remember(state.cut());
        lastSize = 0;
    }

    private void shift(int number) throws IOException {
        if (Files.exists(rotated(number))) {
            Files.move(rotated(number), rotated(number + 1), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Copies the file up to its end, at most the last so many bytes, and returns where the copy begins. */
    private long copy(Path to, long largest) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(COPY_CHUNK);
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(
                        to,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE))) {
            long from = Math.max(0, in.size() - largest);
            Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(file));
            in.position(from);
            while (in.read(buffer.clear()) > 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
            return from;
        }
    }

    /** Cuts off what was copied; more that came meanwhile is appended to the copy first. */
    private void cut(long copied) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long more = channel.size() - copied;
            if (more > 0 && !state.rotated().isEmpty()) {
                append(channel, copied);
            }
            channel.truncate(0);
        }
    }

    private void append(FileChannel from, long offset) throws IOException {
        long taken = 0;
        try (FileChannel to = FileChannel.open(rotated(1), StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer buffer = ByteBuffer.allocate(COPY_CHUNK);
            while (taken < LARGEST_COPY && from.read(buffer.clear(), offset + taken) > 0) {
                taken += buffer.flip().limit();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
        }
        LogState.Segment first = state.rotated().get(0);
        List<LogState.Segment> segments = new ArrayList<>(state.rotated());
        segments.set(0, new LogState.Segment(first.from(), first.to() + taken));
        state = new LogState(state.id(), state.path(), state.base(), state.truncating() + taken, segments);
    }
}
