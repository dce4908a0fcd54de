package io.aiops.project;

/** Takes the output of a build while it runs. Called by one thread at a time; the bytes are only valid during the call. */
@FunctionalInterface
public interface BuildOutput {

    /** Takes the next bytes. */
    void write(byte[] bytes, int offset, int length);

    /** Takes a line of text and ends it. */
    default void line(String text) {
        byte[] bytes = (text + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        write(bytes, 0, bytes.length);
    }
}
