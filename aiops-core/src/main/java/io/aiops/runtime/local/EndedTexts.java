package io.aiops.runtime.local;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Texts that each end with a NUL, which none can hold: how the platform speaks to its scripts. */
final class EndedTexts {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    EndedTexts text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A file's name, in the bytes that the JVM itself would use for it. */
    EndedTexts path(Path value) {
        return bytes(value.toAbsolutePath()
                .toString()
                .getBytes(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"))));
    }

    /** How many they are, and they. */
    EndedTexts counted(List<String> values) {
        return text(Integer.toString(values.size())).texts(values);
    }

    EndedTexts texts(List<String> values) {
        values.forEach(this::text);
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private EndedTexts bytes(byte[] value) {
        out.writeBytes(value);
        out.write(0);
        return this;
    }
}
