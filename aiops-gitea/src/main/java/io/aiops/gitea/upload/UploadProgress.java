package io.aiops.gitea.upload;

import java.time.Duration;
import java.util.Optional;

/**
 * How far an upload is. Numbers of one upload never go back.
 *
 * @param phase what it does now
 * @param bytesPrepared bytes of the files that were read and packed
 * @param bytesDone bytes of the files that the server has, or is being sent
 * @param bytesTotal bytes of all files
 * @param filesDone files that were read and packed
 * @param filesTotal all files
 * @param stages pushes to the staging ref that the server took
 * @param bytesPerSecond rate of {@code bytesDone} over the last seconds
 * @param left how long the rest is likely to take; empty where that is not known
 */
public record UploadProgress(
        Phase phase,
        long bytesPrepared,
        long bytesDone,
        long bytesTotal,
        int filesDone,
        int filesTotal,
        int stages,
        long bytesPerSecond,
        Optional<Duration> left) {

    /** What an upload does; the last three end it. */
    public enum Phase {
        /** Asks the server and reads what was sent before. */
        ASK,
        /** Reads and packs files. */
        PACK,
        /** Sends. */
        SEND,
        /** Moves the branch and cleans up. */
        FINISH,
        /** The branch has the commit. */
        DONE,
        /** The branch is as before; what was sent waits for the next try. */
        FAILED,
        /** The branch is as before, and nothing is left. */
        CANCELLED;

        /** Whether nothing comes after it. */
        public boolean isEnd() {
            return this == DONE || this == FAILED || this == CANCELLED;
        }
    }
}
