package io.aiops.gitea.upload;

import java.util.Locale;
import java.util.Set;
import java.util.zip.Deflater;

/** Compresses quickly what can be compressed, and nothing else. Holds memory outside of the heap until it is closed. */
final class Packing implements AutoCloseable {

    private static final int SAMPLE = 32 * 1024;
    private static final Set<String> PACKED = Set.of(
            "zip",
            "gz",
            "tgz",
            "bz2",
            "xz",
            "zst",
            "7z",
            "rar",
            "jar",
            "whl",
            "png",
            "jpg",
            "jpeg",
            "gif",
            "webp",
            "mp3",
            "mp4",
            "mkv",
            "avi",
            "webm",
            "ogg",
            "flac",
            "npz",
            "safetensors",
            "gguf",
            "pth",
            "pt");

    private final Deflater fast = new Deflater(Deflater.BEST_SPEED);
    private final Deflater stored = new Deflater(Deflater.NO_COMPRESSION);
    private final Deflater probe = new Deflater(Deflater.BEST_SPEED);
    private final byte[] probed = new byte[SAMPLE + 1024];

    /** A compressor for a file with that name and beginning; to be used up before the next one is asked for. */
    Deflater of(String path, byte[] head, int length) {
        Deflater chosen = isPacked(path) || (length >= SAMPLE && isDense(head)) ? stored : fast;
        chosen.reset();
        return chosen;
    }

    private static boolean isPacked(String path) {
        return PACKED.contains(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private boolean isDense(byte[] head) {
        probe.reset();
        probe.setInput(head, 0, SAMPLE);
        probe.finish();
        int length = 0;
        while (!probe.finished() && length < SAMPLE) {
            length += probe.deflate(probed, 0, probed.length);
        }
        return length > SAMPLE * 0.97;
    }

    @Override
    public void close() {
        fast.end();
        stored.end();
        probe.end();
    }
}
