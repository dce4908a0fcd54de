package io.aiops.gitea.git;

import java.io.IOException;
import java.io.InputStream;

/** A complete pack of known length that can be read more than once. */
public interface PackSource {

    /** Bytes from the head to the checksum. */
    long length();

    /** Reads it from its beginning; the caller closes the stream. */
    InputStream open() throws IOException;
}
